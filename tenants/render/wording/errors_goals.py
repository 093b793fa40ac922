"""What refusals about goals and alerts say."""

from tenants.terms.words import N_

SENTENCES = {
    "target.uplift": (N_("Goals can be lowered by up to 90 %% or raised by up to 200 %%."), N_("Write a number between -90 and 200.")),
    "target.stretch_too_near": (N_("A stretch goal lies beyond the goal itself."), N_("Make it harder than the goal, or leave it empty.")),
    "target.baseline_beyond": (
        N_("The baseline is already better than the goal."),
        N_("Write where the way began, or set a harder goal."),
    ),
    "alert.threshold": (N_("This threshold lies outside what makes sense."), N_("Write a number between %(least)s and %(most)s.")),
    "alert.over": (N_("What this alert was about is over."), N_("It opens by itself if it comes back.")),
    "alert.not_found": (N_("There is no such alert."), ""),
    "alert.hour": (N_("An hour of the day lies between 0 and 23."), N_("Choose another one.")),
}
