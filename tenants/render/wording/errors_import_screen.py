"""What is said of imports that ask something, and of recipes and reminders."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "import.ask_columns": (
        N_("%(name)s is a table that was not imported here before."),
        N_("Say once which column holds what; the next one like it is read without a question."),
    ),
    "import.ask_as_of": (
        N_("%(name)s does not say of which day the list is."),
        N_("Say it: who came and who left is told by comparing lists of two days."),
    ),
    "import.not_asking": (N_("This import asks nothing any more."), N_("Load the page again.")),
    "import.retention_unusable": (N_("Days are a whole number from 0 to %(most)s."), ""),
    "import.no_recipe": (N_("There is no recipe “%(recipe)s” in this community."), N_("The names stand on the page of recipes.")),
    "recipe.not_found": (N_("This recipe was forgotten already."), N_("Load the page again.")),
}
