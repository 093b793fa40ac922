"""What stands over a chapter: its most important finding as a title that says the figure and what it means."""

from tenants.render.wording.goals import alike
from tenants.render.wording.speaker import Speaker
from tenants.terms.document import Finding
from tenants.terms.words import N_

TITLES = {
    "goal_reached": N_("%(name)s: %(value)s, goal of %(goal)s reached"),
    "goal_near": N_("%(name)s: %(value)s, close to the goal of %(goal)s"),
    "goal_missed": N_("%(name)s: %(value)s, goal of %(goal)s missed"),
}
SO_FAR = N_("%(name)s: %(value)s so far, goal of %(goal)s")


def chapter_title(finding: Finding, lang: str) -> str:
    """Return ``finding`` as the title of its chapter; empty for a kind whose own headline says it already.

    The same figures in the same rounding as the finding's sentence.
    """
    facts = finding.facts
    if finding.key not in TITLES:
        return ""
    to = Speaker(lang)
    title = TITLES[finding.key]
    if facts.get("running"):
        title = SO_FAR
    elif finding.key == "goal_missed" and alike(facts, to):
        # What is printed like its goal cannot be said to have missed it.
        title = TITLES["goal_near"]
    return to.say(title, name=to.name(facts["metric"]), value=to.value(facts["value"], facts["unit"]), goal=to.goal(facts))
