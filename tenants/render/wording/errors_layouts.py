"""What is said when a report template or the look of the workspace is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "layout.changed": (
        N_("Somebody else has saved this meanwhile. Nothing of yours was kept."),
        N_("Load the page again and compare."),
    ),
    "layout.too_many_texts": (N_("A report takes %(most)s texts of your own at most."), N_("Put two of them together.")),
    "layout.title_alone": (N_("A heading without a text would stand alone."), N_("Write a text, or take the heading away.")),
    "logo.empty": (N_("This file is empty."), N_("Choose a PNG or JPEG picture.")),
    "logo.too_large": (N_("This file is larger than %(megabytes)s MB."), N_("Save the logo smaller; 1200 pixels across are plenty.")),
    "logo.not_a_picture": (
        N_("This is neither a PNG nor a JPEG picture, whatever its name says."),
        N_("Save the logo as PNG or JPEG and try again. SVG, GIF and WebP cannot be printed safely."),
    ),
    "logo.animated": (N_("This picture moves."), N_("Choose one that stands still.")),
    "logo.too_many_pixels": (
        N_("This picture measures %(width)s × %(height)s pixels; at most %(most)s million pixels are read."),
        N_("Save the logo smaller; 1200 pixels across are plenty."),
    ),
    "logo.too_small": (
        N_("This picture measures %(width)s × %(height)s pixels, too few for print."),
        N_("Choose one at least %(least)s pixels in each direction."),
    ),
    "logo.broken": (N_("This picture is damaged or cut short."), N_("Save it again and try once more.")),
    "logo.invisible": (N_("This picture is transparent all over."), N_("Choose one with something to see.")),
    "logo.missing": (
        N_("This logo is not among the files any more."),
        N_("Upload the picture again."),
    ),
    "letter.placeholder_unknown": (
        N_("“{%(name)s}” stands for nothing here."),
        N_("What can be filled in: %(offered)s."),
    ),
    "letter.brace": (N_("A curly bracket stands alone."), N_("Write a placeholder like {client}, or leave brackets out.")),
}
