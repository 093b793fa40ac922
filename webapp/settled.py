"""The garbage collector of a process that serves pages."""

import gc

YOUNGEST, YOUNGER, OLD = 20_000, 20, 100


def settle() -> None:
    """Leave what is in memory now, which stays for good, out of every collection, and collect less often.

    A page makes many objects and few cycles; looking through the whole application for them takes longer than measuring a month.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, YOUNGER, OLD)
