"""The least a page can cost: a Flask application that says ``ok``."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def ok() -> str:
    return "ok"
