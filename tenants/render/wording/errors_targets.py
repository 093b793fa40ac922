"""What is said when a target or an activity is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "target.unknown_metric": (N_("There is no metric “%(metric)s”."), N_("The definitions list every key.")),
    "target.metric": (N_("There is no metric “%(metric)s”."), N_("The definitions list every key.")),
    "target.not_targetable": (N_("“%(metric)s” cannot carry a target."), N_("Choose a figure that is one number.")),
    "target.not_found": (N_("There is no target on “%(metric)s” for %(period)s."), ""),
    "target.value_unreadable": (N_("“%(value)s” is not a number."), N_("Write it like 40, 0.4 or 40%%.")),
    "target.value_unusable": (N_("This number cannot be a goal."), N_("Write an ordinary number.")),
    "target.share_over_one": (N_("A share lies between 0 %% and 100 %%."), N_("Two in five is 40 %%.")),
    "target.up_not_positive": (N_("A goal to reach must be above 0."), N_("Where less is better, choose “at most”.")),
    "target.down_negative": (N_("An upper limit cannot be below 0."), N_("Write 0 or more.")),
    "target.range_bounds": (N_("A range needs a lower bound that is below its upper bound."), N_("Write both.")),
    "target.baseline_equals_goal": (N_("The baseline is the goal itself, so nothing could be reached."), N_("Change one of them.")),
    "target.weight": (N_("A weight must be above 0."), N_("Leave the goal empty if it should not count.")),
    "target.changed": (
        N_("Somebody else has changed the targets of this period meanwhile. Nothing was changed."),
        N_("What you typed is still here; load the page again in another tab and compare."),
    ),
    "target.tolerance": (N_("A tolerance lies between 0 %% and 100 %%."), ""),
    "activity.not_found": (N_("This activity is not in the calendar any more."), N_("Load the calendar again.")),
    "activity.changed": (
        N_("Somebody else has changed “%(title)s” meanwhile."),
        N_("What you typed is still here; load the page again in another tab and compare."),
    ),
    "activity.not_begun": (N_("It has not begun yet."), N_("Enter the outcome once it has.")),
    "activity.not_planned": (
        N_("“%(title)s” is done or called off."),
        N_("Choose “Plan again” first."),
    ),
    "activity.ends_unusable": (N_("The end lies before the beginning, or more than %(days)s days after it."), N_("Change one of them.")),
    "activity.people_unusable": (N_("This is not a number of people."), N_("Write a whole number, or leave it empty.")),
    "activity.money_unusable": (N_("This is not an amount of money."), N_("Write 0 or more, or leave it empty.")),
    "activity.rating_unusable": (N_("A rating lies between 1 and 5."), ""),
    "tenant.not_found": (N_("There is no workspace “%(slug)s”."), N_("Check the spelling, or create it first.")),
}
