"""What pages ask of a community's bulk data again and again: measured once, kept until that data changes."""

import json
from collections.abc import Callable
from typing import Any

from tenants.store import measured
from tenants.store.clients import Community
from tenants.store.zones import contract_of


def kept(community: Community, subject: str, make: Callable[[], Any]) -> Any:
    """Return what ``make`` returns (values JSON knows), measured at most once for each state of the data and of the metric contract.

    ``subject`` names it and all it depends on besides (``top:2026-06``). What depends on anything but the community's bulk data and its
    contract (targets, the calendar, the time of day) does not belong here.
    """
    terms = f"v{contract_of(community).version}:{community.timezone}"
    found = measured.kept(community, [subject], terms=terms)
    content = found.contents.get(subject)
    if content is not None:
        return json.loads(content)
    made = make()
    measured.keep(community, {subject: json.dumps(made).encode()}, terms=terms, version=found.version)
    return json.loads(json.dumps(made))
