"""What is said when a table, a list of members or a sheet of daily figures is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

_TODAY = N_("Load the page again to see how it stands now.")

SENTENCES: Sentences = {
    "import.looks_like_summary": (
        N_("%(name)s looks like %(what)s."),
        N_("Export the single responses, one row each, and bring them in under Surveys."),
    ),
    "import.workbook_too_large": (
        N_("%(name)s is larger than a spreadsheet may be here."),
        N_("Save the sheet as CSV, which may be of any length, and upload that."),
    ),
    "import.list_in_future": (
        N_("%(day)s has not come yet, so no list can show who is a member then."),
        N_("Write the day the list shows."),
    ),
    "import.too_many_members": (N_("The list holds more than %(limit)s people."), N_("Split it by group.")),
    "import.too_many_days": (N_("The table holds more than %(limit)s days."), N_("Split it by year.")),
    "skip.list_time": (N_("Not a time: %(value)s. The person was kept."), N_("Correct the time in the file if it matters.")),
    "daily.no_such_change": (N_("This change is not there any more."), _TODAY),
    "daily.undone_already": (N_("This change was undone before."), _TODAY),
    "daily.changed_since": (
        N_("Since then somebody changed %(days)s again."),
        N_("Undo the later change first, or correct the days by hand."),
    ),
    "daily.not_a_count": (
        N_("“%(value)s” on %(day)s is no count."),
        N_("Write a whole number such as 1234, or leave the cell empty if it is not known."),
    ),
    "daily.in_future": (N_("%(day)s has not come yet."), N_("Leave the days to come empty.")),
    "daily.no_such_day": (N_("“%(day)s” is no day of the calendar."), N_("Write it as 2026-06-30.")),
}
