"""A community's time zone and metric contract, as measuring wants them."""

from zoneinfo import ZoneInfo

from tenants.store.clients import Community
from tenants.terms.contract import MetricContract
from tenants.terms.event import EventKind


def zone_of(community: Community) -> ZoneInfo:
    """The zone its days are counted in."""
    return ZoneInfo(community.timezone)


def contract_of(community: Community) -> MetricContract:
    """The metric contract in force; what it does not say is the default."""
    said = dict(community.contract or {})
    if "qualifying" in said:
        said["qualifying"] = tuple(EventKind(kind) for kind in said["qualifying"])
    known = {key: said[key] for key in ("qualifying", "exclude_staff", "silent_days", "newcomer_days") if key in said}
    return MetricContract(version=community.contract_version, **known)
