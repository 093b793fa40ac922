"""The importers against exports that others made, and the counts that an independent script found in them."""

import json
import resource
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from tenants.ingest import surveys
from tests.ingest.conftest import NOW


@pytest.fixture(scope="session")
def truth(exports):
    return json.loads((exports / "truth.json").read_text())


@pytest.mark.parametrize("name", ["slack/houstondatavis_A.zip", "slack/hfaran_testarchive.zip", "slack/zulip_test_slack_importer.zip"])
def test_slack_counts_are_true(reading, exports, truth, name):
    read, true = reading(exports / name), truth[name]
    people = {event.author for event in read.events if event.kind != "reaction"} - {None}
    assert read.tally.records == true["records"]
    assert read.counts["message"] + read.counts["reply"] == true["human_or_bot_messages"]
    assert (read.counts["join"], read.counts["leave"], read.counts["reaction"]) == (true["joins"], true["leaves"], true["reactions"])
    assert read.counts["reply"] == true["thread_replies"]
    assert sum(1 for author in people if not read.tally.authors[author].is_bot) == true["authors"]
    assert read.events[0].at.tzinfo is not None
    assert len(set(read.keys)) == len(read.keys)
    assert read.tally.skipped == []


def test_discord_csv_counts_are_true(reading, exports, truth):
    name = "discord/komodo_dce_csv.zip"
    read, true = reading(exports / name), truth[name]
    months = Counter(event.at.strftime("%Y-%m") for event in read.only("message"))
    channels = Counter(event.channel for event in read.only("message"))
    assert read.tally.records == true["messages"] == read.counts["message"]
    assert read.counts["reaction"] == true["reactions"]
    assert len(read.tally.authors) == true["authors"]
    assert dict(months) == true["per_month"]
    assert [list(item) for item in channels.most_common(8)] == true["top_channels"]
    assert len(channels) == true["channels"]
    assert Counter(read.reasons) == {"skip.empty_file": true["empty_files"]}
    assert len(set(read.keys)) == len(read.keys)
    times = [event.at.strftime("%F %T") for event in read.events]
    assert (min(times), max(times)) == (true["first"], true["last"])


def test_discord_html_counts_are_true(reading, exports, truth):
    name = "discord/meshcore_dce_html.zip"
    read, true = reading(exports / name), truth[name]
    assert read.tally.records == true["message_containers"]
    assert read.counts["message"] + read.counts["reply"] == true["message_containers"] - true["system_notifications"]
    assert read.counts["reply"] == true["replies"]
    assert read.counts["reaction"] == true["reactions"]
    assert len(read.tally.authors) == true["authors"]
    times = [event.at for event in read.events]
    assert min(times).strftime("%FT%TZ") == true["first_by_snowflake"]
    assert max(times).strftime("%FT%TZ") == true["last_by_snowflake"]
    assert len(set(read.keys)) == len(read.keys)
    assert read.tally.skipped == []


CHATS = [
    "chatminer_test_ddmmyy_24hrs.txt",
    "chatminer_test_mmddyyyy_12hrs.txt",
    "whatstk_lorem-2000.txt",
    "whatstk_lorem-merge-part1.txt",
    "whatstk_lorem-merge-part2.txt",
]


@pytest.mark.parametrize("name", CHATS)
def test_whatsapp_counts_are_true(reading, exports, truth, name):
    read, true = reading(exports / "whatsapp" / name), truth[f"whatsapp/{name}"]
    assert read.counts["message"] == true["messages"]
    assert read.tally.records == true["messages"] + true["system_lines"]
    assert Counter(event.author for event in read.only("message")) == true["authors"]
    first, last = (event.at.strftime("%m %d %H:%M") for event in (read.events[0], read.events[-1]))
    assert (first[-2:], last[-2:]) == tuple(true[end].split(" ")[1][3:5] for end in ("first", "last"))
    assert len(set(read.keys)) == len(read.keys)


def test_a_notice_under_the_name_of_the_group_is_no_message(reading, exports, truth):
    read, true = reading(exports / "whatsapp/whatstk_pokemon.txt"), truth["whatsapp/whatstk_pokemon.txt"]
    assert Counter(event.author for event in read.only("message")) == {
        author: count for author, count in true["authors"].items() if author != "Pokemon Chat"
    }


def test_telegram_counts_are_true(reading, exports, truth):
    name = "telegram/chatminer_single_export.json"
    read, true = reading(exports / name), truth[name]["chats"][0]
    assert (read.counts["message"], len(read.tally.authors)) == (true["by_type"]["message"], true["authors"])
    assert read.events[0].at.timestamp() == int(true["first"])
    assert read.events[1].text == "Link:https://telegram.org/"


def test_mattermost_counts_are_true(reading, exports, truth):
    name = "mattermost/zulip_export.jsonl"
    read, true = reading(exports / name), truth[name]
    assert read.counts["join"] == true["join_or_added_text_posts"]
    assert read.counts["message"] + read.counts["join"] == true["lines"]["post"]
    assert (read.counts["reply"], read.counts["reaction"]) == (true["replies"], true["reactions"])
    assert len(read.tally.authors) == true["lines"]["user"]
    assert read.tally.skipped == []


def test_discourse_counts_are_true(reading, exports, truth):
    name = "discourse/perceval_discourse_topic_1149.json"
    read, true = reading(exports / name), truth[name]
    assert read.counts["message"] + read.counts["reply"] == true["posts_in_page"]
    assert read.counts["reaction"] == 6
    assert read.tally.skipped == []


def test_the_largest_export_is_read_in_flat_memory(exports):
    from tenants.ingest import read

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = read(exports / "discord/komodo_dce_csv.zip", zone=ZoneInfo("UTC"), now=NOW)
    assert sum(1 for _ in run.events) > 131_939
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


SURVEYS = "survey/cncf_"


@pytest.mark.parametrize(
    ("name", "nps", "csat", "counts", "mean"),
    [
        ("CNCF_Maintainers_Survey_2020_H2.csv", "Would you recommend", "Are you satisfied", (64, 23, 10), 8.2577),
        ("CNCF_Maintainers_Survey_2021_H1.csv", 122, 121, (69, 22, 2), 8.4194),
        ("CNCF_Maintainers_Survey_2023_H1.csv", "would you recommend", 9, (101, 35, 9), 8.4234),
    ],
)
def test_recommendation_scores_are_true(exports, name, nps, csat, counts, mean):
    read = surveys.read(exports / f"{SURVEYS}{name}", nps=nps, csat=csat, zone=ZoneInfo("UTC"), now=NOW)
    scores = [answer.nps for answer in read.answers]
    assert (sum(s >= 9 for s in scores), sum(7 <= s <= 8 for s in scores), sum(s <= 6 for s in scores)) == counts
    given = [answer.csat for answer in read.answers if answer.csat is not None]
    assert round(sum(given) / len(given), 4) == mean
    assert (read.nps_scale, read.csat_scale, read.skipped) == ("1-10", "1-10", [])


@pytest.mark.parametrize(
    ("name", "csat", "counts"),
    [
        ("CNCF_Maintainers_Survey_2020_H1.csv", 65, {4: 38, 3: 21, 5: 17, 2: 3}),
        ("CNCF_Ambassadors_Survey_2020_H1.csv", "How satisfied", {4: 22, 5: 19, 3: 3}),
        ("results-h1.csv", "1. Satisfaction", {5: 23, 4: 20, 3: 13}),
    ],
)
def test_satisfaction_scores_are_true(exports, name, csat, counts):
    read = surveys.read(exports / f"{SURVEYS}{name}", csat=csat, zone=ZoneInfo("UTC"), now=NOW)
    assert Counter(answer.csat for answer in read.answers) == counts
    assert read.csat_scale == "1-5"


def test_questions_that_were_answered_in_words_or_spread_over_options(exports):
    from tenants.terms.errors import Refusal

    with pytest.raises(Refusal) as refused:
        surveys.read(exports / f"{SURVEYS}Cloud_Native_Survey_2019.csv", nps="How likely would", zone=ZoneInfo("UTC"), now=NOW)
    assert refused.value.code == "survey.nps_in_words"
    spread = surveys.read(exports / f"{SURVEYS}maintainer-survey-results-2019-h1.csv", csat=37, zone=ZoneInfo("UTC"), now=NOW)
    assert (len(spread.answers), spread.csat_scale) == (64, "1-5")


def test_columns_of_every_survey_can_be_offered(exports):
    for path in sorted((exports / "survey").glob("*.csv")):
        assert len(surveys.columns(path)) > 5
