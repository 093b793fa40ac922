"""The sections of a report in words, where a layout gives them no name of its own."""

from collections.abc import Mapping

from tenants.render.words import translations
from tenants.terms.template import Section
from tenants.terms.words import N_

SECTIONS: Mapping[Section, tuple[str, str]] = {
    Section.SUMMARY: (
        N_("One page"),
        N_("The verdict in a sentence, the three promises, what went well, what did not, what is next."),
    ),
    Section.SCORECARD: (N_("Scorecard"), N_("Every figure with a goal, held against it, and the figures you choose besides.")),
    Section.SATISFACTION: (N_("Satisfaction"), N_("Surveys with their range of doubt, and complaints.")),
    Section.ACTIVITY: (N_("Activity"), N_("Who takes part, how often, at which hours.")),
    Section.GROWTH: (N_("Growth"), N_("Who joined, who left, who stayed.")),
    Section.DONE: (N_("What we did"), N_("The calendar of the period: what was planned, what was held, who came.")),
    Section.CAMPAIGNS: (N_("Campaigns"), N_("What changed around each campaign.")),
    Section.VOICES: (N_("Voices of members"), N_("The quotations chosen in the review.")),
    Section.MONEY: (N_("Money"), N_("Budget and cost.")),
    Section.ACTIONS: (N_("Actions"), N_("What was agreed, and where it stands.")),
    Section.APPENDIX: (N_("Appendix"), N_("Definitions, coverage, and where every figure comes from.")),
}
"""Name, and what the section holds."""


def section_word(section: Section | str, lang: str) -> str:
    """Return the product's name of a section."""
    return translations(lang).gettext(SECTIONS[Section(section)][0])


def section_note(section: Section | str, lang: str) -> str:
    """Return in a sentence what a section holds."""
    return translations(lang).gettext(SECTIONS[Section(section)][1])
