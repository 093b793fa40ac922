"""Why a figure is missing, how it stands, and where it comes from, in words."""

from collections.abc import Mapping

from tenants.render.words import translations
from tenants.terms.figure import Reason, Source
from tenants.terms.target import Status
from tenants.terms.words import N_

REASONS: Mapping[Reason, str] = {
    Reason.NO_COVERAGE: N_("No data covers this time."),
    Reason.NO_MEMBERS: N_("There were no members."),
    Reason.NO_JOINS: N_("Nobody joined."),
    Reason.NO_ACTS: N_("There were no acts."),
    Reason.NO_ACTIVE_MEMBERS: N_("Nobody was active."),
    Reason.NO_QUESTIONS: N_("No member asked a question."),
    Reason.NO_THREADS: N_("No thread got a reply."),
    Reason.NO_POSTS: N_("There were no posts."),
    Reason.NO_SURVEY: N_("No survey was made."),
    Reason.NO_RESPONSES: N_("Nobody answered this question."),
    Reason.NO_CAPACITY: N_("The community's capacity is not on file."),
    Reason.NO_PLAN: N_("Nothing stood in the calendar."),
    Reason.NO_BUDGET: N_("No budget was set."),
    Reason.NO_PARTICIPANTS: N_("The number of participants was not recorded."),
    Reason.NOT_RECORDED: N_("The data at hand does not tell this."),
    Reason.DAILY_ONLY: N_("Only daily counts are known, and people of several days cannot be added up."),
    Reason.TOO_YOUNG: N_("Too early to tell: the time this figure needs has not passed yet."),
    Reason.NOT_A_MONTH: N_("Defined for calendar months only."),
    Reason.LEDGER_GAP: N_("Joins and leaves do not add up to the change in members."),
    Reason.NO_NEWCOMERS: N_("Nobody acted for the first time."),
    Reason.NO_COST: N_("No cost was booked."),
    Reason.NO_SENT: N_("It is not known how many people were asked."),
    Reason.NO_EARLIER_SURVEY: N_("No survey on the same scale was made in the period before."),
    Reason.NO_CLEAR_CHANGE: N_("No clear change: the range of the difference contains 0."),
    Reason.NO_EFFECT_KNOWN: N_("No activity has seven days with data before and after it."),
    Reason.NO_LIMIT: N_("There is no limit: everybody who joins brings at least one more."),
    Reason.NO_TIERS: N_("The members were not sorted into this tier."),
    Reason.NO_STEP_BEFORE: N_("The step it is measured by was not recorded, or nobody took it."),
    Reason.NOT_OF_SEVERAL: N_("This figure cannot be made of those of several communities."),
    Reason.NOT_DEDUPLICATED: N_("Not de-duplicated: somebody in two communities is counted in both."),
    Reason.NO_COMMUNITIES: N_("There is no open community."),
}
STATUSES: Mapping[Status, str] = {
    Status.AHEAD: N_("Ahead"),
    Status.ON_TRACK: N_("On track"),
    Status.AT_RISK: N_("At risk"),
    Status.MISSED: N_("Missed"),
    Status.NO_DATA: N_("No data"),
}
SOURCES: Mapping[Source, str] = {
    Source.COMPUTED: N_("Computed from imported activity"),
    Source.IMPORT: N_("From an import"),
    Source.SURVEY: N_("From a survey"),
    Source.MANUAL: N_("From the calendar and manual entries"),
    Source.API: N_("Sent by another system"),
}


def reason_words(reason: Reason | str, lang: str) -> str:
    """Return why a figure is missing or qualified, as one short sentence."""
    return translations(lang).gettext(REASONS[Reason(reason)])


def status_word(status: Status | str, lang: str) -> str:
    """Return one of the five fixed verdict words."""
    return translations(lang).gettext(STATUSES[Status(status)])


def source_word(source: Source | str, lang: str) -> str:
    """Return where a figure comes from."""
    return translations(lang).gettext(SOURCES[Source(source)])
