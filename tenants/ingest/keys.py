"""Keys for rows that carry no id of their own: a hash of what they say, and which of several equal ones they are."""

from hashlib import blake2b

_KEPT = 1 << 16


class Repeats:
    """Makes the keys of one file.

    Equal rows are genuine (the same word twice in one minute), so each has a number behind its hash. The same file read again gives the
    same keys, and so does any other that holds the same rows: begin a new one for each file. Equal rows stand near each other, so only
    the last hundred thousand or so are remembered.
    """

    def __init__(self) -> None:
        self._met: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def key(self, said: str) -> str:
        """The key of a row that says ``said``: moment, person and words, with a separator none of them holds."""
        key = blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()
        known = self._met
        if key not in known and key not in self._before:
            if len(known) >= _KEPT:
                self._before, self._met = known, {}
            self._met[key] = 1
            return key
        met = known.get(key) or self._before[key]
        known[key] = met + 1
        return f"{key}-{met}"


def key_of(said: str) -> str:
    """The key of the first row that says ``said``: for a row that answers it, which may stand elsewhere."""
    return blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()
