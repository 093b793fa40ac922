"""Commands that set the scene: workspaces, people, clients and communities."""

import sys

import click

from tenants.actions import accounts, clients, communities
from tenants.actions.clients import ClientForm
from tenants.actions.communities import CommunityForm
from tenants.terms.community import CommunityKind, Platform
from tenants.terms.people import Language, Role
from webapp.cli.common import Answer, command, in_workspace, now, one_of, say


@click.group()
def tenant() -> None:
    """Workspaces."""


@tenant.command("create")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--owner", required=True, metavar="EMAIL")
@click.option("--lang", default=Language.ZH.value, type=one_of(Language), show_default=True)
@click.option("--timezone", default="Asia/Shanghai", metavar="ZONE", show_default=True)
@command
def tenant_create(slug: str, name: str, owner: str, lang: str, timezone: str) -> Answer:
    """Open a workspace SLUG whose owner signs in as EMAIL.

    A new owner has no password yet: give one with `qunce user create`, or let them use "forgot password" on the sign-in page.
    """
    made = accounts.open_workspace(slug, name=name, owner_email=owner, language=lang, timezone=timezone, now=now())
    say(f"{made.slug}: {owner}")
    return {"tenant": made.slug, "name": made.name, "owner": owner.strip().lower()}


@click.group()
def user() -> None:
    """People and their seats."""


@user.command("create")
@click.argument("email")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--role", required=True, type=one_of(Role))
@click.option("--client", "client_slug", metavar="SLUG", help="Whose reports a client's person reads.")
@click.option("--name", default="")
@click.option("--lang", default=None, type=one_of(Language))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@command
def user_create(
    email: str, workspace: str, role: str, client_slug: str | None, name: str, lang: str | None, *, password_stdin: bool
) -> Answer:
    """Give EMAIL a seat in a workspace, and an account if it has none."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with in_workspace(workspace) as place:
        client = clients.find(client_slug) if client_slug else None
        person = accounts.seat_person(
            email,
            role=Role(role),
            client=client,
            name=name,
            language=lang or place.language,
            password=password,
            now=now(),
        )
        return {"email": person.email, "tenant": place.slug, "role": role, "client": client.slug if client else None}


@click.group()
def client() -> None:
    """Clients."""


@client.command("create")
@click.argument("slug")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--name", required=True)
@click.option("--lang", required=True, type=one_of(Language))
@click.option("--recipient", "recipients", multiple=True, metavar="EMAIL", help="Receives reports; may be given more than once.")
@command
def client_create(slug: str, workspace: str, name: str, lang: str, recipients: tuple[str, ...]) -> Answer:
    """Create a client SLUG."""
    with in_workspace(workspace) as place:
        made = clients.create(slug, ClientForm(name=name, language=lang, recipients=recipients), by=None)
        addresses = [recipient.email for recipient in made.recipients]
        return {"client": made.slug, "tenant": place.slug, "name": made.name, "lang": made.language, "recipients": addresses}


@click.group()
def community() -> None:
    """Communities."""


@community.command("create")
@click.argument("slug")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--client", "client_slug", required=True, metavar="SLUG")
@click.option("--name", required=True)
@click.option("--platform", required=True, type=one_of(Platform))
@click.option("--timezone", required=True, metavar="ZONE")
@click.option("--kind", default=CommunityKind.PRODUCT.value, type=one_of(CommunityKind), show_default=True)
@click.option("--capacity", type=int)
@command
def community_create(
    slug: str, workspace: str, client_slug: str, name: str, platform: str, timezone: str, kind: str, capacity: int | None
) -> Answer:
    """Create a community SLUG of a client."""
    with in_workspace(workspace) as place:
        form = CommunityForm(name=name, platform=platform, timezone=timezone, kind=kind, capacity=capacity)
        made = communities.create(slug, clients.find(client_slug), form, by=None)
        return {
            "community": made.slug,
            "tenant": place.slug,
            "client": client_slug,
            "name": made.name,
            "platform": made.platform,
            "timezone": made.timezone,
        }
