"""Marks for sentences that are worded later."""


def N_(message: str) -> str:  # noqa: N802 - the mark that gettext's extractors know by this name
    """Return ``message`` unchanged; the mark puts it into the catalogues, and a renderer translates it."""
    return message
