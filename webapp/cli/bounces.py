"""Commands about letters that came back."""

from pathlib import Path

import click

from tenants.actions import bounces as acting
from webapp.cli.common import Answer, command


@click.group()
def bounces() -> None:
    """Letters that came back."""


@bounces.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@command
def bounces_import(file: Path) -> Answer:
    """Read an mbox file, a Maildir folder or one message: hard bounces stop further reports to their address. Twice changes nothing."""
    return {"file": str(file), **acting.import_file(file).as_dict()}
