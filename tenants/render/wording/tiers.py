"""Tiers in words: their names, what their rules say, and why somebody stands in one."""

from collections.abc import Mapping
from types import MappingProxyType

from tenants.render import formats
from tenants.render.words import translations
from tenants.terms.tiers import LIMITS, Placed, Tier, TierList, TierRules, Why
from tenants.terms.words import N_

TIERS: Mapping[Tier, str] = MappingProxyType(
    {
        Tier.AT_RISK: N_("At risk of leaving"),
        Tier.EXPERT: N_("Expert"),
        Tier.CORE: N_("Core"),
        Tier.LOYAL: N_("Loyal"),
        Tier.ACTIVE: N_("Active"),
        Tier.NEWCOMER: N_("Newcomer"),
        Tier.POTENTIAL: N_("Potential"),
        Tier.SILENT: N_("Silent"),
        Tier.ZOMBIE: N_("Zombie"),
        Tier.OTHER: N_("Without a tier"),
    }
)
LISTS: Mapping[TierList, str] = MappingProxyType(
    {
        TierList.SILENT: N_("Silent"),
        TierList.AT_RISK: N_("At risk of leaving"),
        TierList.ZOMBIES: N_("Zombies"),
        TierList.RISING: N_("Rising"),
        TierList.WAITING: N_("Newcomers not yet active"),
    }
)
LIST_NOTES: Mapping[TierList, str] = MappingProxyType(
    {
        TierList.SILENT: N_("Quiet for longer than the silent window. A personal question brings back more of them than a post to all."),
        TierList.AT_RISK: N_("Regulars whose acts fell steeply. Ask them soon what changed; a month from now they are silent."),
        TierList.ZOMBIES: N_("Never heard of, or not for very long. Before you clear a place of them, ask once whether they want to stay."),
        TierList.RISING: N_("In a higher tier than before. Thank them, and give those near the core something to do."),
        TierList.WAITING: N_("Joined lately and have not said anything. A welcome by name in the first week matters most."),
    }
)
REASONS: Mapping[Why, str] = MappingProxyType(
    {
        Why.FELL: N_("%(before)s acts in the 30 days before, %(acts)s in the last 30 (%(fall)s less)"),
        Why.MARKED: N_("marked as an expert by your team"),
        Why.ANSWERED: N_(
            "%(received)s reactions and replies received and %(posts)s posts in 30 days; only %(more)s of the members got more"
        ),
        Why.TOP: N_("%(acts)s acts on %(days)s of the last 30 days; only %(more)s of the members did more"),
        Why.STAYED: N_("member for %(tenure)s days and active in each of the last %(months)s months"),
        Why.ACTS: N_("%(acts)s acts in the last 30 days"),
        Why.JOINED: N_("joined %(tenure)s days ago, %(acts)s acts so far"),
        Why.FEW: N_("%(acts)s acts in the last 30 days, just below active"),
        Why.REACTED: N_("only reacted: %(reactions)s reactions in the last 30 days"),
        Why.LATELY: N_("last seen %(quiet)s days ago, still within the silent window"),
        Why.SILENT: N_("last seen %(quiet)s days ago"),
        Why.GONE: N_("not seen for %(days)s days or more"),
        Why.NEVER: N_("member for %(tenure)s days and never seen doing anything"),
        Why.NO_RULE: N_("fits no rule that is switched on"),
    }
)
SINGULAR: Mapping[Why, tuple[str, str]] = MappingProxyType(
    {
        Why.ACTS: ("acts", N_("1 act in the last 30 days")),
        Why.FEW: ("acts", N_("1 act in the last 30 days")),
        Why.SILENT: ("quiet", N_("last seen a day ago")),
        Why.REACTED: ("reactions", N_("only reacted: 1 reaction in the last 30 days")),
    }
)
FOREMOST: Mapping[Why, str] = MappingProxyType(
    {
        Why.ANSWERED: N_("%(received)s reactions and replies received and %(posts)s posts in 30 days; nobody got more"),
        Why.TOP: N_("%(acts)s acts on %(days)s of the last 30 days; nobody did more"),
    }
)
LIMIT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "at_risk.regular_acts": N_("Acts in the 30 days before, at least"),
        "at_risk.fall": N_("Acts fell by at least, %%"),
        "expert.received_top": N_("Among the most answered, %% of members"),
        "expert.posts": N_("Posts in 30 days, at least"),
        "core.acts_top": N_("Among the most active, %% of members"),
        "core.active_days": N_("Active days of 30, at least"),
        "loyal.tenure_days": N_("Member for days, at least"),
        "loyal.months": N_("Active in each of the last months"),
        "active.acts": N_("Acts in 30 days, at least"),
        "potential.acts": N_("Acts in 30 days for potential, at least"),
        "zombie.days": N_("Not seen for days, at least"),
    }
)
RULES: Mapping[Tier, str] = MappingProxyType(
    {
        Tier.AT_RISK: N_("A regular of the 30 days before (%(regular_acts)s acts or more) whose acts fell by %(fall)s or more."),
        Tier.EXPERT: N_(
            "Marked by your team, or among the top %(received_top)s by reactions and replies received, with %(posts)s posts or more."
        ),
        Tier.CORE: N_("Among the top %(acts_top)s of the members by acts, and active on %(active_days)s of the last 30 days or more."),
        Tier.LOYAL: N_("Member for %(tenure_days)s days or more, and active in each of the last %(months)s months."),
        Tier.ACTIVE: N_("%(acts)s or more acts in the last 30 days."),
        Tier.NEWCOMER: N_("Joined within the last %(newcomer_days)s days (the newcomer window of the metric contract)."),
        Tier.POTENTIAL: N_("%(acts)s or more acts in the last 30 days, or only reacted."),
        Tier.SILENT: N_("No act within %(silent_days)s days (the silent window of the metric contract), but heard of before."),
        Tier.ZOMBIE: N_("No act within %(days)s days, or never."),
        Tier.OTHER: N_("Fits none of the rules that are switched on."),
    }
)


def tier_word(tier: Tier | str, lang: str) -> str:
    """Return what a tier is called."""
    return translations(lang).gettext(TIERS[Tier(tier)])


def list_words(which: TierList, lang: str) -> tuple[str, str]:
    """Return what a list is called, and what one does with it."""
    say = translations(lang).gettext
    return say(LISTS[which]), say(LIST_NOTES[which])


def why_words(placed: Placed, lang: str) -> str:
    """Return why somebody stands in a tier, with its figures (``last seen 41 days ago``)."""
    say, facts = translations(lang).gettext, placed.facts
    single = SINGULAR.get(placed.why)
    if single and facts[single[0]] == 1:
        return say(single[1])
    said = {name: formats.number(value, lang) for name, value in facts.items()}
    if "fall" in facts:
        said["fall"] = formats.share(facts["fall"], lang, 0)
    if "more" in facts:
        said["more"] = formats.share(facts["more"], lang)
    words = FOREMOST.get(placed.why, "") if facts.get("more") == 0 else ""
    return say(words or REASONS[placed.why]) % said


def sentence(placed: Placed, lang: str) -> str:
    """Return a tier and its reason in one line (``Silent: last seen 41 days ago``)."""
    colon = ":" if lang == "en" else "："
    return f"{tier_word(placed.tier, lang)}{colon}{' ' if lang == 'en' else ''}{why_words(placed, lang)}"


def rule_words(tier: Tier, rules: TierRules, lang: str) -> str:
    """Return what the rule of a tier says, with its thresholds."""
    said = {"silent_days": formats.number(rules.silent_days, lang), "newcomer_days": formats.number(rules.newcomer_days, lang)}
    for name, bound in LIMITS.get(tier, {}).items():
        value = rules.rule(tier).limit(name)
        said[name] = formats.share(value, lang, 0 if value * 100 == int(value * 100) else 1) if bound.share else formats.number(value, lang)
    return translations(lang).gettext(RULES[tier]) % said


def limit_word(tier: Tier, name: str, lang: str) -> str:
    """Return what a threshold is called in a form."""
    return translations(lang).gettext(LIMIT_WORDS[f"{tier}.{name}"]).replace("%%", "%")
