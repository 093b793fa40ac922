"""What the command line says of files and of its surroundings."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "file.not_found": (N_("There is no file “%(name)s”."), N_("Check the path.")),
    "file.not_writable": (N_("“%(name)s” cannot be written."), N_("Check that its folder exists and may be written to.")),
    "database.not_named": (N_("%(name)s is not set."), N_("Use ./run qunce, which sets it, or name your own server.")),
    "database.unreachable": (N_("The database does not answer."), N_("Check DATABASE_URL, and that the server is running.")),
    "database.unsafe": (N_("The database role would see the data of every workspace: %(why)s"), N_("Use the role app_user.")),
    "failed.unexpected": (
        N_("Something went wrong here, and nothing more was done."),
        N_("The lines before this one say where; tell who runs this installation."),
    ),
}
