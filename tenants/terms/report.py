"""States of durable work: reviews, report runs and deliveries."""

from enum import StrEnum


class ReviewState(StrEnum):
    """draft -> in review -> approved (figures frozen) -> published -> acknowledged by the client.

    ``WITHDRAWN``: published once, and taken from the client again; a correction follows it as the next version.
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"


class RunState(StrEnum):
    """A report run's life; the database row is the queue of record."""

    DUE = "due"
    RENDERING = "rendering"
    RENDERED = "rendered"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """A letter's life. ``HANDING``: the server may have taken it; expired there it becomes ``HELD``, and only a person resends it."""

    PENDING = "pending"
    SENDING = "sending"
    HANDING = "handing"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"


class ImportState(StrEnum):
    """An import's life; undone imports stay visible."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class ActionState(StrEnum):
    """An action agreed in a review."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
