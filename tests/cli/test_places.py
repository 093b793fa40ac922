"""``qunce tenant``, ``client``, ``community``, ``user``: the scene is set by scripts as by the pages, and refusals are told alike."""

import re

import pytest

from tenants.actions import passwords

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWNER = ("--name", "Harbour", "--owner", "Owner@Harbour.example")


def test_a_workspace_is_made_with_its_owner(qunce):
    done = qunce("tenant", "create", "harbour", *OWNER)
    assert (done.code, done.json) == (0, {"tenant": "harbour", "name": "Harbour", "owner": "owner@harbour.example"})


def test_a_client_is_made_with_every_recipient(qunce):
    qunce("tenant", "create", "harbour", *OWNER)
    two = ("--recipient", "mei@tea.example", "--recipient", "Lin@Tea.example")
    done = qunce("client", "create", "tea", "--tenant", "harbour", "--name", "茶馆", "--lang", "zh_Hans_CN", *two)
    assert done.json == {
        "client": "tea",
        "tenant": "harbour",
        "name": "茶馆",
        "lang": "zh_Hans_CN",
        "recipients": ["lin@tea.example", "mei@tea.example"],
    }


@pytest.mark.parametrize("platform", ["slack", "discord", "wechat", "wecom", "qq", "telegram"])
def test_a_community_is_made_on_each_platform(qunce, harbour, platform):
    options = ("--client", "tea", "--name", "Walkers", "--platform", platform, "--timezone", "Asia/Shanghai")
    assert qunce("community", "create", "walkers", "--tenant", "harbour", *options).json == {
        "community": "walkers",
        "tenant": "harbour",
        "client": "tea",
        "name": "Walkers",
        "platform": platform,
        "timezone": "Asia/Shanghai",
    }


@pytest.mark.parametrize("role", ["owner", "manager", "analyst"])
def test_a_person_is_seated_with_a_password_from_standard_input(qunce, harbour, superuser, role):
    options = ("--tenant", "harbour", "--role", role, "--password-stdin")
    done = qunce("user", "create", "Mei@Harbour.example", *options, stdin="seven lanterns over water\n")
    assert done.json == {"email": "mei@harbour.example", "tenant": "harbour", "role": role, "client": None}
    kept = superuser.execute("SELECT password_hash FROM person WHERE email = 'mei@harbour.example'").fetchone()[0]
    assert passwords.matches(kept, "seven lanterns over water")


def test_a_clients_person_belongs_to_one_client(qunce, harbour):
    person = ("user", "create", "mei@tea.example", "--tenant", "harbour", "--password-stdin")
    word = {"stdin": "seven lanterns over water"}
    assert qunce(*person, "--role", "client", **word).refused == "people.client_needed"
    assert qunce(*person, "--role", "analyst", "--client", "tea", **word).refused == "people.no_client"
    assert qunce(*person, "--role", "client", "--client", "nobody", **word).refused == "client.not_found"
    assert qunce(*person, "--role", "client", "--client", "tea", **word).json["client"] == "tea"


def test_a_weak_password_makes_nobody(qunce, harbour, superuser):
    person = ("user", "create", "mei@harbour.example", "--tenant", "harbour", "--role", "analyst", "--password-stdin")
    assert qunce(*person, stdin="short\n").refused == "accounts.password_short"
    assert qunce(*person, stdin="\n").refused == "accounts.password_short"
    assert superuser.execute("SELECT count(*) FROM person WHERE email LIKE 'mei@%'").fetchone()[0] == 0


CLIENT = ("client", "create", "more", "--tenant", "harbour", "--name", "More", "--lang", "en")
COMMUNITY = ("community", "create", "more", "--tenant", "harbour", "--client", "tea", "--name", "More", "--platform", "slack", "--timezone")
REFUSED = {
    "accounts.slug_taken": ("tenant", "create", "harbour", "--name", "Again", "--owner", "x@harbour.example"),
    "slug.reserved": ("tenant", "create", "static", "--name", "Static", "--owner", "x@harbour.example"),
    "slug.unusable": ("tenant", "create", "Two Words", "--name", "Two", "--owner", "x@harbour.example"),
    "email.unusable": ("tenant", "create", "two", "--name", "Two", "--owner", "nobody"),
    "field.required": ("tenant", "create", "two", "--name", " ", "--owner", "x@harbour.example"),
    "tenant.not_found": ("client", "create", "tea", "--tenant", "nowhere", "--name", "Tea", "--lang", "en"),
    "client.slug_taken": ("client", "create", "tea", "--tenant", "harbour", "--name", "Tea", "--lang", "en"),
    "community.slug_taken": (*COMMUNITY[:2], "regulars", *COMMUNITY[3:], "UTC"),
    "timezone.unknown": (*COMMUNITY, "Mars/Olympus"),
    "community.capacity_unusable": (*COMMUNITY, "UTC", "--capacity", "0"),
    "client.not_found": tuple("nobody" if word == "tea" else word for word in (*COMMUNITY, "UTC")),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_is_told_in_the_readers_language_and_its_code_is_the_same(qunce, harbour, code):
    english, chinese = qunce(*REFUSED[code]), qunce(*REFUSED[code], lang="zh_CN.UTF-8")
    assert (english.refused, chinese.refused) == (code, code)
    assert not CHINESE.search(english.json["error"]["message"])
    assert CHINESE.search(chinese.json["error"]["message"])


def test_without_json_people_read_lines_and_refusals_come_on_standard_error(plain, harbour):
    done = plain("client", "create", "coffee", "--tenant", "harbour", "--name", "Coffee", "--lang", "en", "--recipient", "a@coffee.example")
    assert done.out.splitlines() == ["client: coffee", "tenant: harbour", "name: Coffee", "lang: en", "recipients:", "  - a@coffee.example"]
    again = plain("client", "create", "coffee", "--tenant", "harbour", "--name", "Coffee", "--lang", "en")
    assert (again.code, again.out, again.err) == (1, "", "Another client has the address “coffee”. Choose another one.\n")


def test_a_message_names_the_field_it_is_about(qunce, harbour):
    nameless = ("client", "create", "more", "--tenant", "harbour", "--name", " ", "--lang", "en")
    assert qunce(*nameless).json["error"]["message"] == "name: Please fill this in."


@pytest.mark.parametrize(
    "words",
    [
        ("tenant", "create", "harbour"),
        ("client", "create", "tea", "--tenant", "harbour", "--name", "Tea", "--lang", "fr"),
        (*COMMUNITY[:-2], "carrier-pigeon", "--timezone", "UTC"),
        ("user", "create", "mei@tea.example", "--tenant", "harbour", "--role", "king"),
        ("import",),
        ("figures", "--tenant", "harbour", "--community", "regulars"),
        ("report", "--tenant", "harbour", "--community", "regulars", "--period", "2026-02", "--lang", "en"),
        ("dance",),
    ],
)
def test_wrong_usage_ends_with_2_and_prints_no_answer(qunce, harbour, words):
    done = qunce(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: qunce")


def test_every_command_explains_itself(plain):
    from webapp.cli.__main__ import GROUPS

    listed = plain("--help").out
    for name in GROUPS:
        assert re.search(rf"^  {name} ", listed, re.MULTILINE), name
        assert plain(name, "--help").code == 0
