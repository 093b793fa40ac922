"""``python -m webapp.cli``: every command under one name."""

import importlib

import click

GROUPS = {
    "tenant": "webapp.cli.places",
    "user": "webapp.cli.places",
    "client": "webapp.cli.places",
    "community": "webapp.cli.places",
    "import": "webapp.cli.activity",
    "daily": "webapp.cli.daily",
    "figures": "webapp.cli.figures",
    "tiers": "webapp.cli.tiers",
    "survey": "webapp.cli.activity",
    "target": "webapp.cli.targets",
    "review": "webapp.cli.reviews",
    "report": "webapp.cli.reports",
    "deliveries": "webapp.cli.reports",
    "schedule": "webapp.cli.schedules",
    "clock": "webapp.cli.clock",
    "bounces": "webapp.cli.bounces",
    "demo": "webapp.cli.demo",
}
"""Command -> the module that holds it as ``<name>`` (``import_`` for the reserved word). Modules load only when they are used."""


class Commands(click.Group):
    """The commands, loaded one by one so that a short one stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order above."""
        return list(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return the command of that name, loading its module."""
        if cmd_name not in GROUPS:
            return None
        found = getattr(importlib.import_module(GROUPS[cmd_name]), f"{cmd_name}_" if cmd_name == "import" else cmd_name)
        return found if isinstance(found, click.Command) else None


@click.command(cls=Commands)
@click.version_option(package_name="qunce")
def qunce() -> None:
    """Qunce: measure communities, review them, report on them."""


def main() -> None:
    """Run one command."""
    qunce(prog_name="qunce")


if __name__ == "__main__":
    main()
