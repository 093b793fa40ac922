"""One family of domain errors: a code, the facts of the case, never a sentence.

The sentence in the reader's language is looked up by the code where it is shown (``tenants/render/wording``).
"""


class Refusal(Exception):  # noqa: N818 - not an accident in the program but an answer to a person
    """What was asked for is refused, and nothing has been changed.

    ``code`` is stable and machine readable (``import.truncated_zip``); ``facts`` fill the sentence (``{"name": ..., "line": 4}``)
    and hold plain values only. ``field`` names the form field to blame, if one is.
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        """Refuse for the reason ``code``."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        """Return the code and its facts, for logs."""
        return f"{self.code} {self.facts}" if self.facts else self.code


class NotFoundError(Refusal):
    """The thing does not exist, or not for the one who asks: both look the same on purpose."""
