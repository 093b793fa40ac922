"""What a person at the terminal is told. Everything goes to stderr: stdout belongs to the command that was asked for."""

import sys


class Trouble(Exception):  # noqa: N818 -- reads as what it is: something the person has to put right
    """Set-up or start-up cannot go on; the message says what is wrong and what to do about it."""


def step(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


def line(message: str = "") -> None:
    print(message, file=sys.stderr, flush=True)


def problem(message: str) -> None:
    print(f"! {message}", file=sys.stderr, flush=True)
