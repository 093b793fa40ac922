"""Turns: whoever changes the bulk data of a community waits until nobody else does."""

import time
from collections.abc import Callable

from tenants.store import loading
from tenants.store.clients import Community

_EVERY = 1.0


def take_turn(community: Community, hold: Callable[[], None]) -> None:
    """Wait until no other import of the community runs; one at a time keeps its numbers dense and its days right.

    ``hold`` is called once a second meanwhile. The turn lasts until the transaction ends.
    """
    last = time.monotonic()
    while not loading.lock(community.no):
        time.sleep(0.1)
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            hold()
