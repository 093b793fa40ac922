"""Fission: the funnel of a campaign as recorded, and what members bring by inviting. Definitions: metrics.md, "Fission".

Invitations come from the membership ledger: who is named as the inviter of a join. Where no join names one, the source does not tell.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from tenants.measure.growth import joined
from tenants.measure.money import Words, as_recorded
from tenants.measure.registry import Known, metric
from tenants.measure.span import settled
from tenants.terms.facts import Facts, Spell
from tenants.terms.figure import Plain, Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_

STEPS = ("funnel_launched", "funnel_scanned", "funnel_joined", "funnel_completed", "funnel_stayed")
RATES = ("funnel_scan_rate", "funnel_join_rate", "funnel_completion_rate", "funnel_stay_rate")
TOP = 10


def _entry(key: str, unit: Unit, words: Words, *, goal: bool = True, direction: Direction = Direction.UP) -> Metric:
    return Metric(key, Pillar.GROWTH, unit, direction, *words, targetable=goal)


_PEOPLE: Sequence[Words] = (
    (N_("Funnel: launched"), N_("Launched"), N_("Different people who set off the campaign, as recorded.")),
    (N_("Funnel: scanned"), N_("Scanned"), N_("Different people who scanned or opened the invitation, as recorded.")),
    (N_("Funnel: joined"), N_("Joined"), N_("Different people who joined by the campaign, as recorded.")),
    (N_("Funnel: completed"), N_("Completed"), N_("Different people who completed the campaign's task, as recorded.")),
    (
        N_("Funnel: still here after 7 days"),
        N_("Stayed"),
        N_("Different people of the campaign who are still there on day 7, as recorded."),
    ),
)
_SHARES: Sequence[Words] = (
    (N_("Scanned of launched"), N_("Scan rate"), N_("People who scanned over people who launched.")),
    (N_("Joined of scanned"), N_("Join rate"), N_("People who joined over people who scanned.")),
    (N_("Completed of joined"), N_("Completion"), N_("People who completed the task over people who joined.")),
    (N_("Stayed of completed"), N_("Stay rate"), N_("People still there on day 7 over people who completed the task.")),
)


@metric(
    _entry(
        "funnel",
        Unit.TABLE,
        (N_("Funnel"), N_("Funnel"), N_("Different people: launched, scanned, joined, completed, still there on day 7. As recorded.")),
        goal=False,
    ),
    Source.MANUAL,
)
def funnel(facts: Facts) -> Known | Reason:
    """The steps in ``detail["steps"]`` (an unknown one is ``None``); the value is how many of the five are known."""
    steps: list[Plain] = [facts.recorded.get(key) for key in STEPS]
    known = sum(step is not None for step in steps)
    return Known(known, detail={"steps": steps}) if known else Reason.NOT_RECORDED


for _key, _words in zip(STEPS, _PEOPLE, strict=True):
    metric(_entry(_key, Unit.PEOPLE, _words), Source.MANUAL)(as_recorded(_key))


def _step(over: str, under: str) -> Callable[[Facts], Known | Reason]:
    def find(facts: Facts) -> Known | Reason:
        """Share of a step over the one below (0..1, over 1 where people came in between); unknown unless both are recorded."""
        above, below = facts.recorded.get(over), facts.recorded.get(under)
        if above is None:
            return Reason.NOT_RECORDED
        return Known(above / below, n=round(below)) if below else Reason.NO_STEP_BEFORE

    return find


for _key, _words, _over, _under in zip(RATES, _SHARES, STEPS[1:], STEPS, strict=False):
    metric(_entry(_key, Unit.SHARE, _words), Source.MANUAL)(_step(_over, _under))
metric(
    _entry(
        "funnel_overall",
        Unit.SHARE,
        (N_("Funnel, overall"), N_("Whole funnel"), N_("People still there on day 7 over people who launched the campaign.")),
    ),
    Source.MANUAL,
)(_step(STEPS[-1], STEPS[0]))


def invited_by(spells: Sequence[Spell]) -> Mapping[int, int]:
    """Who invited whom: each member's inviter at their first join that names one. Nobody is their own."""
    found: dict[int, int] = {}
    for spell in sorted(spells, key=lambda each: each.joined):
        if spell.inviter is not None and spell.inviter != spell.member:
            found.setdefault(spell.member, spell.inviter)
    return found


def chain(member: int, inviters: Mapping[int, int]) -> list[int]:
    """Everybody above ``member``, the nearest first; a ring (people who invited each other after leaving) is walked once."""
    found: list[int] = []
    seen = {member}
    while (above := inviters.get(member)) is not None and above not in seen:
        found.append(above)
        seen.add(above)
        member = above
    return found


def expected_size(starters: float, k: float, generations: int | None = None) -> float | None:
    """People after ``generations`` of invitations, starters included: ``n0 (1 - K^(g+1)) / (1 - K)``.

    Without ``generations`` the limit ``n0 / (1 - K)``, ``None`` where there is none (``K`` of 1 and more).
    """
    if generations is None:
        return starters / (1 - k) if k < 1 else None
    return starters * (generations + 1) if k == 1 else starters * (1 - k ** (generations + 1)) / (1 - k)


def _k(facts: Facts) -> tuple[float, int] | Reason:
    """K and how many people could invite: everybody who was a member at some time of the period."""
    if all(spell.inviter is None for spell in facts.spells):
        return Reason.NOT_RECORDED
    could = settled(facts) + len({spell.member for spell in facts.spells})
    return sum(spell.inviter is not None for spell in joined(facts)) / could, could


@metric(
    _entry(
        "k_factor",
        Unit.RATIO,
        (
            N_("Viral factor K"),
            N_("K factor"),
            N_("Joins by invitation in the period, over the people who could invite: everybody who was a member at some time of it."),
        ),
    )
)
def k_factor(facts: Facts) -> Known | Reason:
    """Joins through invitations over everybody who could invite."""
    found = _k(facts)
    return found if isinstance(found, Reason) else Known(found[0], n=found[1], detail={"could_invite": found[1]})


@metric(
    _entry(
        "depth",
        Unit.COUNT,
        (
            N_("Longest chain of invitations"),
            N_("Depth"),
            N_("Links of the longest chain, each invited by the one before, that ends with a join in the period."),
        ),
        goal=False,
    )
)
def depth(facts: Facts) -> Known | Reason:
    """Links of the longest chain that ends in the period; 0 where nobody who joined was invited.

    Chains are followed as far as people were members in the period: who left before it is not known here.
    """
    if all(spell.inviter is None for spell in facts.spells):
        return Reason.NOT_RECORDED
    inviters = invited_by(facts.spells)
    return Known(max((len(chain(spell.member, inviters)) for spell in joined(facts) if spell.inviter is not None), default=0))


@metric(
    _entry(
        "top_inviters",
        Unit.TABLE,
        (
            N_("Top inviters"),
            N_("Top inviters"),
            N_("The ten people with the most members under them: invited by them, or by somebody they brought."),
        ),
        goal=False,
    )
)
def top_inviters(facts: Facts) -> Known | Reason:
    """``detail["top"]``: rows of (member number, people under them, of these invited themselves); the value counts inviters."""
    inviters = invited_by(facts.spells)
    if not inviters:
        return Reason.NOT_RECORDED
    under: Counter[int] = Counter()
    direct: dict[int, int] = defaultdict(int)
    for member, inviter in inviters.items():
        direct[inviter] += 1
        under.update(chain(member, inviters))
    ranked = sorted(under, key=lambda each: (-under[each], -direct[each], each))[:TOP]
    rows: list[list[Plain]] = [[each, under[each], direct[each]] for each in ranked]
    return Known(len(under), detail={"top": rows})


@metric(
    _entry(
        "expected_size",
        Unit.PEOPLE,
        (
            N_("Expected size"),
            N_("Expected size"),
            N_("What the people of the period would grow to if K stayed as it is: their number over 1 less K."),
        ),
        goal=False,
    )
)
def expected_size_of(facts: Facts) -> Known | Reason:
    """The limit for K under 1 (``NO_LIMIT`` otherwise), starting from everybody who could invite."""
    found = _k(facts)
    if isinstance(found, Reason):
        return found
    k, could = found
    limit = expected_size(could, k)
    return Reason.NO_LIMIT if limit is None else Known(limit, estimated=True, n=could, detail={"k": k})
