"""What a question of the quality gate is."""

from dataclasses import dataclass, field

from tenants.store.reviews import Review


@dataclass(frozen=True, slots=True)
class Question:
    """One thing the gate asks. ``blocking``: approval waits for it. ``answerable``: a reason given by a person settles it.

    ``settled``: there is nothing to ask, or it was answered; ``answer`` is that reason, empty where there is nothing to ask. ``about``:
    the metric, where a question is asked of several.
    """

    code: str
    settled: bool
    blocking: bool
    answerable: bool = False
    answer: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    about: str = ""

    @property
    def key(self) -> str:
        """What tells it from the other questions of a review."""
        return f"{self.code}:{self.about}" if self.about else self.code


def answerable(
    review: Review, code: str, *, fine: bool, blocking: bool, facts: dict[str, object] | None = None, about: str = ""
) -> Question:
    """Return a question that a person's reason settles; one that is ``fine`` by itself asks nothing."""
    key = f"{code}:{about}" if about else code
    said = "" if fine else str(review.answers.get(key, ""))
    return Question(code, fine or bool(said), blocking and not fine, answerable=True, answer=said, facts=facts or {}, about=about)
