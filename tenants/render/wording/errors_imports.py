"""What is said when an export or a survey is refused, and of each place in a file that was left out."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

_AGAIN = N_("Export it again, then upload the new file.")
_ORIGINAL = N_("Use the file as it was exported.")

REFUSED: Sentences = {
    "import.unreadable": (N_("%(name)s could not be read."), N_("Upload it again.")),
    "import.empty_file": (N_("%(name)s is empty."), N_("Export it again and check that the file has a size.")),
    "import.broken_zip": (N_("%(name)s is damaged or was cut off."), N_("Export or download it again, then upload the new file.")),
    "import.broken_file": (N_("%(name)s could not be read to its end."), N_("Upload it again.")),
    "import.encrypted_zip": (N_("%(name)s is protected by a password."), N_("Unpack it and zip it again without one.")),
    "import.too_many_entries": (
        N_("The zip holds more than %(limit)s files."),
        N_("Split it into several and import them one after another."),
    ),
    "import.too_large": (N_("%(name)s is larger than an import may be (%(limit)s)."), N_("Export a shorter span.")),
    "import.zip_bomb": (
        N_("%(name)s unpacks to more than %(ratio)s times its size, which no export does."),
        N_("Make the zip again from the exported files."),
    ),
    "import.unknown_format": (
        N_("%(name)s is no export that can be read here."),
        N_("The list of formats says what can be read; anything else can come as a table, CSV or Excel."),
    ),
    "import.looks_like": (
        N_("%(name)s looks like %(what)s, which holds no activity that can be read here."),
        N_("Export the conversation from its platform, or save a table as CSV or Excel: one row an act."),
    ),
    "import.looks_like_spreadsheet": (N_("%(name)s looks like %(what)s."), N_("Save it as CSV and upload that.")),
    "import.looks_like_archive": (N_("%(name)s looks like %(what)s."), N_("Unpack it and upload a zip.")),
    "import.no_such_format": (N_("There is no format “%(format)s”."), N_("Choose one of: %(formats)s.")),
    "import.not_this_format": (N_("%(name)s is not %(format)s."), N_("Choose the right format, or let it be found out.")),
    "import.not_utf8": (N_("%(name)s is not in UTF-8, so it was changed after the export."), _ORIGINAL),
    "import.unknown_encoding": (
        N_("The text encoding of %(name)s is not certain."),
        N_("Choose it, or save the file as CSV UTF-8."),
    ),
    "import.no_such_encoding": (N_("There is no encoding “%(encoding)s”."), N_("Use utf-8, gb18030 or utf-16.")),
    "import.broken_json": (N_("%(name)s is not valid JSON."), _ORIGINAL),
    "import.truncated_json": (N_("%(name)s ends in the middle: the export was interrupted."), _AGAIN),
    "import.json_too_deep": (N_("%(name)s is nested deeper than any export."), _ORIGINAL),
    "import.truncated_html": (N_("%(name)s ends in the middle: the export was interrupted."), _AGAIN),
    "import.broken_csv": (
        N_("%(name)s cannot be read as a table: a quotation mark is never closed, or a cell is too long."),
        _AGAIN,
    ),
    "import.too_many_columns": (N_("%(name)s has more than %(limit)s columns."), N_("Remove the empty ones and save it again.")),
    "import.missing_columns": (
        N_("It could not be told from the headers which column holds %(missing)s."),
        N_("Choose it in the list of columns."),
    ),
    "import.no_such_column": (N_("There is no column “%(column)s”."), N_("The file has %(columns)s columns: %(headers)s.")),
    "import.ambiguous_column": (N_("“%(column)s” fits several columns: %(candidates)s."), N_("Give its number.")),
    "import.mapping_unusable": (N_("“%(role)s” is nothing that a column can hold."), N_("Choose the columns again.")),
    "import.worker_lost": (
        N_("The import was begun %(attempts)s times and never came to its end."),
        N_("Try it again; if it stops again, split the file."),
    ),
    "import.unexpected": (
        N_("Something went wrong here while the file was read."),
        N_("It was noted. Try it again; if it stops again, tell who runs this installation."),
    ),
    "import.busy": (N_("Another import of this community is running."), N_("Wait until it is done, then try again.")),
    "import.not_done": (N_("This import cannot be undone: it is not finished, or was undone already."), N_("Load the page again.")),
    "import.not_again": (N_("Only an import that stopped or was undone can be repeated."), N_("Load the page again.")),
    "import.file_gone": (N_("The uploaded file is not kept any more."), N_("Upload it again.")),
    "community.archived": (N_("%(name)s is archived."), N_("Restore the community first.")),
    "survey.spreadsheet": (N_("%(name)s is a spreadsheet."), N_("Save it as CSV, one row a response, and upload that.")),
    "survey.no_rows": (N_("%(name)s holds no responses."), N_("Export the individual responses, not the summary.")),
    "survey.too_large": (N_("%(name)s holds more than %(rows)s responses."), N_("Split it and import the parts.")),
    "survey.nothing_chosen": (N_("No question is chosen."), N_("Choose the recommendation or the satisfaction column.")),
    "survey.no_answers": (N_("No row answers this question."), N_("Choose another column.")),
    "survey.nps_in_words": (
        N_("NPS needs numbers from 0 to 10; this question was answered with words (%(answers)s)."),
        N_("Use it as satisfaction, or choose another."),
    ),
    "survey.nps_scale": (
        N_("This question was answered on 1 to 5, which gives no NPS."),
        N_("Use it as satisfaction, or state the scale."),
    ),
    "survey.csat_unreadable": (
        N_("These answers (%(answers)s) are neither numbers nor steps of satisfaction."),
        N_("Choose another column."),
    ),
    "survey.no_such_scale": (N_("There is no scale “%(scale)s”."), N_("Choose one of: %(scales)s.")),
    "survey.already_there": (
        N_("The same file is here already as “%(name)s”, with another column for this question."),
        N_("Undo that survey first, or choose the same columns."),
    ),
    "survey.not_there": (N_("This survey was undone already."), N_("Load the page again.")),
}

SKIPPED: Sentences = {
    "skip.empty_file": (N_("The file is empty."), N_("Nothing to do if the channel was quiet.")),
    "skip.unknown_file": (N_("Not part of a Slack export."), N_("Nothing to do.")),
    "skip.other_format": (N_("A file in another format than the rest."), N_("Import it by itself.")),
    "skip.private_conversation": (N_("A private conversation; those are not imported."), N_("Nothing to do.")),
    "skip.not_a_record": (N_("Not a message."), N_("Nothing to do.")),
    "skip.unknown_record": (N_("A record of unknown kind: %(kind)s."), N_("Nothing to do; it counts nowhere.")),
    "skip.bad_time": (N_("No readable time: %(value)s."), N_("Correct the time in the file, or export full dates.")),
    "skip.bad_id": (N_("No readable message id: %(value)s."), N_("Use the file as it was exported.")),
    "skip.future": (N_("Lies in the future: %(at)s."), N_("Check the year, and the clock of the computer that exported.")),
    "skip.before_1990": (N_("Lies before 1990: %(at)s."), N_("Check the year and the format of the date.")),
    "skip.no_author": (N_("Does not say whose it is."), N_("System messages count nowhere; for others fill in the person.")),
    "skip.bad_reaction": (N_("A reaction could not be read; the message was kept."), N_("Nothing to do.")),
    "skip.wrong_width": (N_("%(found)s cells instead of %(expected)s."), N_("The row was cut off or holds a stray separator: correct it.")),
    "skip.unknown_kind": (N_("Unknown kind of act: %(value)s."), N_("Write message, reply, join, leave or another known word.")),
    "skip.bad_count": (N_("Not a count: %(value)s."), N_("Write a whole number above zero.")),
    "skip.count_with_author": (
        N_("A row with a person stands for one act, not %(count)s."),
        N_("Give each act a row, or leave the person out."),
    ),
    "skip.duplicate_id": (N_("The id %(value)s stood in the file before."), N_("Give each row an id of its own.")),
    "skip.average": (N_("A row of averages, not a response."), N_("Nothing to do.")),
    "skip.no_answer": (N_("Answers none of the chosen questions."), N_("Nothing to do.")),
    "skip.not_a_score": (N_("Not a score: %(value)s."), N_("Write a number of the scale, or leave it empty.")),
    "skip.out_of_scale": (N_("Outside the scale: %(value)s."), N_("Check the answer, or state another scale.")),
}

SENTENCES: Sentences = {**REFUSED, **SKIPPED}
