"""What is said when a schedule is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "schedule.taken": (
        N_("%(name)s has a schedule of this kind already."),
        N_("Change that one, or archive it first."),
    ),
    "schedule.cadence": (N_("Reports come every week, month, quarter or year."), N_("Choose one of them.")),
    "schedule.first": (
        N_("A schedule cannot begin with %(period)s."),
        N_("Choose a period of its own kind that has begun."),
    ),
    "schedule.settle_days": (N_("Between 0 and %(most)s days, please."), ""),
    "schedule.hour": (N_("An hour between 0 and %(last)s, please."), ""),
    "schedule.too_many": (N_("At most %(most)s addresses."), N_("A mailing list of the client's takes more.")),
    "schedule.approver": (
        N_("Only owners and managers of this workspace approve reviews."),
        N_("Choose one of them, or nobody: then the owners are told."),
    ),
    "schedule.changed": (
        N_("Somebody else has changed this schedule meanwhile. Nothing was changed."),
        N_("Load the page again and compare."),
    ),
    "schedule.missed": (
        N_("Reports that came due while it was paused: %(count)s."),
        N_("Say whether to catch up on them or to skip them."),
    ),
    "schedule.moment": (N_("“%(text)s” is no moment with its zone."), N_("Write it like 2026-07-03T09:00+08:00.")),
    "schedule.community_gone": (N_("The community of this schedule is no longer there."), ""),
    "schedule.test_too_large": (N_("The report is too large to travel with a letter."), N_("Look at the preview of its review instead.")),
}
