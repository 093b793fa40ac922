"""Every letter that an account's pages put into the outbox can be written: each names the facts its template wants."""

import pytest

from tenants.render.letters import Brand, letter


def written(row, lang):
    """The text of a waiting letter, as the worker will write it."""
    return letter(row.name, lang, Brand(agency="Qunce"), **row.facts).text


@pytest.mark.parametrize("lang", ["en", "zh_Hans_CN"])
def test_letters_of_the_gateway_can_be_written(world, visitor, letters, lang):
    visitor.send("/sign-up", email="new@quiet.example")
    visitor.send("/sign-up", email="owner@north.example")
    visitor.send("/password-reset", email="owner@north.example")
    confirm, known, reset = letters()
    assert "http://localhost/sign-up/" in written(confirm, lang)
    assert "http://localhost/sign-in" in written(known, lang)
    assert "http://localhost/password-reset\n" in written(known, lang)
    assert "http://localhost/password-reset/" in written(reset, lang)
    assert "60" in written(reset, lang)


@pytest.mark.parametrize("lang", ["en", "zh_Hans_CN"])
def test_an_invitation_can_be_written(world, as_person, letters, lang):
    as_person("owner@north.example").send("/w/north/people/invitations", emails="new@quiet.example", role="analyst")
    [invitation] = letters()
    text = written(invitation, lang)
    assert "http://localhost/invitations/north/" in text
    assert "Owner KANARIE-NORD-4411" in text
