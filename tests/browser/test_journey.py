"""The main job from end to end, in a real browser on a real installation: an export goes in, an approved PDF arrives, the client reads it.

Once in English, once in Chinese. Every page on the way is looked at: by axe-core, for words of the other language, for complaints in
the console.
"""

import pytest

from tests.browser import closing, house, opening
from tests.browser.story import CASTS, Story, told

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def opened(database_url, redis_url, tmp_path):
    with house.opened(database_url, redis_url, tmp_path) as running:
        yield running


@pytest.mark.parametrize("language", list(CASTS))
def test_from_signing_up_to_the_clients_confirmation(browser, opened, tmp_path, language):
    with told(CASTS[language], browser, opened, tmp_path) as story:
        opening.sign_up(story)
        opening.add_the_client_and_its_community(story)
        opening.import_the_export(story)
        opening.promise(story)
        opening.hold_an_activity(story)
        opening.ask_the_members(story)
        closing.review_the_month(story)
        closing.approve_and_publish(story)
        pdf = closing.receive_the_letters(story)
        reader = closing.invite_the_reader(story)
        closing.read_and_confirm(story, reader, pdf)
        nothing_was_wrong(story, reader)


def nothing_was_wrong(story: Story, *others) -> None:
    """No page on the way had anything to complain about."""
    for each in (story.owner, *others):
        assert each.wrong == {}
        assert each.complaints == []
