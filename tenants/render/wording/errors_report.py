"""Refusals of rendering a report."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "report.unsafe_markup": (
        N_("The report asks for something outside itself and was not made."),
        N_("Remove links to pictures or files from the comments, then try again."),
    ),
    "report.broken_markup": (
        N_("The report could not be put together: its markup is broken."),
        N_("This is our mistake. Tell us which report it is."),
    ),
    "report.timed_out": (
        N_("The report took longer than %(seconds)s seconds and was stopped."),
        N_("Try again; if it happens again, choose a shorter period."),
    ),
    "report.too_large": (
        N_("The report needed more than %(megabytes)s MB of memory and was stopped."),
        N_("Choose a shorter period or shorten the comments."),
    ),
    "report.not_stored": (
        N_("The report was made and could not be stored: %(detail)s"),
        N_("Whoever runs this installation must make room or mend the storage; then start the report again."),
    ),
    "report.render_failed": (
        N_("The report could not be rendered."),
        N_("Try again; if it happens again, tell us the time and the report."),
    ),
}
