"""Refusals about reviews, report runs and letters, and the reasons that stand on their rows."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "review.changed": (
        N_("Somebody else changed this review meanwhile. Nothing of yours was written over it."),
        N_("Copy your text, reload the page, then put it in again."),
    ),
    "review.wrong_state": (N_("The review has moved on, and this can no longer be done."), N_("Reload the page to see where it stands.")),
    "review.questions_open": (
        N_("Some questions must be answered before the review can be approved."),
        N_("They stand first in the quality check."),
    ),
    "review.period_ahead": (N_("The period %(period)s has not begun yet."), N_("Choose an earlier one.")),
    "review.too_many_voices": (N_("A report quotes %(most)s voices at most."), N_("Leave some out.")),
    "review.unknown_voice": (
        N_("One of the chosen comments is not among the answers of this period."),
        N_("Reload the page and choose again."),
    ),
    "review.correction_begun": (N_("A correction of this review has been begun already."), N_("Open the newest version.")),
    "review.clients_rate": (N_("Only the client rates a report."), N_("Their people do so in their portal.")),
    "review.rating_range": (N_("A rating is a whole number from 1 to %(most)s."), N_("Choose one of them.")),
    "review.rating_closed": (N_("A later report is out, so this one's rating stands."), N_("Rate the later report instead.")),
    "review.not_found": (N_("There is no such review."), N_("It may be in another workspace, or the address is wrong.")),
    "remark.not_published": (
        N_("The client cannot see this review, so nothing can be said to them about it here."),
        N_("Publish it first, or say it among yourselves."),
    ),
    "remark.not_yours": (N_("This is not yours to say or to change here."), N_("Reload the page to see what you can do.")),
    "remark.not_found": (N_("This remark is not there any more."), N_("Reload the page.")),
    "report.withdrawn": (
        N_("The report was withdrawn before it was finished."),
        N_("Publish a corrected version; its report is made by itself."),
    ),
    "report.not_failed": (N_("This report has not failed."), N_("Reload the page to see how far it is.")),
    "report.not_ready": (N_("The report is not ready yet."), N_("It is made in the background; look again in a minute.")),
    "report.not_approved": (N_("The review has no frozen figures to report."), N_("Approve it, then publish it again.")),
    "report.worker_died": (
        N_("Making the report ended its worker %(times)s times, so it was given up."),
        N_("Start it again; if it happens again, tell us the time and the report."),
    ),
    "report.render_unavailable": (
        N_("The server cannot make PDFs: %(detail)s"),
        N_("Whoever runs this installation must install what is missing; then start the report again."),
    ),
    "delivery.withdrawn": (
        N_("The report was withdrawn before this letter left."),
        N_("Publish a corrected version; its letters go out by themselves."),
    ),
    "delivery.not_resendable": (N_("This letter is on its way or has arrived."), N_("Only a held or failed letter can be sent again.")),
    "delivery.unreachable": (
        N_("The mail server could not be reached."),
        N_("It is tried again by itself; if it fails in the end, send it again here."),
    ),
    "delivery.busy": (
        N_("The mail server did not take the letter for now."),
        N_("It is tried again by itself; if it fails in the end, send it again here."),
    ),
    "delivery.refused": (N_("The mail server refused the letter for good."), N_("Check the address of the recipient, then send it again.")),
    "delivery.sign_in": (
        N_("The mail server did not accept our sign-in."),
        N_("Whoever runs this installation must correct SMTP_URL; the letter is tried again by itself."),
    ),
    "delivery.no_tls": (
        N_("The mail server offered no encryption although it was demanded, so the letter was not handed over."),
        N_("Whoever runs this installation must check SMTP_URL; the letter is tried again by itself."),
    ),
    "delivery.protocol": (
        N_("The mail server did not understand us, so the letter was not handed over."),
        N_("This is our mistake. Tell us the time and the recipient."),
    ),
    "delivery.unclear": (
        N_("The mail server fell silent after it got the letter: it may have arrived."),
        N_("Ask the recipient, or send it again; a second copy carries the same number."),
    ),
    "delivery.address": (
        N_("No mail server takes this address."),
        N_("Correct the recipient's address, then publish a correction or send the PDF yourself."),
    ),
    "delivery.worker_died": (
        N_("Sending this letter ended its worker again and again, so it was given up."),
        N_("Send it again; if it happens again, tell us the time."),
    ),
    "delivery.bug": (
        N_("The letter could not be put together."),
        N_("This is our mistake. Send it again; if it happens again, tell us the time."),
    ),
}
