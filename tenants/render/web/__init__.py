"""A report on the screen: the document worded in the reader's language and drawn in the page's own colours.

The words, figures and drawings come from the same parts as the PDF, so that the two cannot disagree. ``view`` is what a page of the
application shows, ``page`` a file that stands alone.
"""

from tenants.render.web.figures import Definition, Group, Row, Tally, scorecard, tally
from tenants.render.web.page import page
from tenants.render.web.view import clauses, setting, verdict, view

__all__ = ["Definition", "Group", "Row", "Tally", "clauses", "page", "scorecard", "setting", "tally", "verdict", "view"]
