"""The command that fills an empty installation with the demo's business."""

import json
from pathlib import Path

import click

from webapp.cli.common import Answer, command, now, say
from webapp.demo.seed import seed


@click.group()
def demo() -> None:
    """The demo's lifelike data."""


@demo.command("seed")
@click.option("--logins", type=click.Path(path_type=Path), default=None, help="Write the logins here, for ./run demo.")
@command
def demo_seed(logins: Path | None) -> Answer:
    """Make two agencies with fourteen months of activity; what is there already stays as it is."""
    made = seed(now(), say)
    if logins is not None:
        logins.write_text(json.dumps({"logins": made}, ensure_ascii=False, indent=1), encoding="utf-8")
        logins.chmod(0o600)
    return {"logins": made}
