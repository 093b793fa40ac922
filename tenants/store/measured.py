"""Figures kept between imports: what was measured from a community's bulk data, until that data changes.

Whoever changes bulk data, or what is counted in it (events, people, who is staff, who is one person, the contract, daily figures), calls
``forget`` as the last thing in its transaction. Each change raises the version of the community's data; what was measured carries the
version that was in force before its first statement, so that figures measured while an import was being committed are never served.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import String, and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model, db, owned
from tenants.store.clients import Community
from tenants.store.events import InCommunity
from tenants.store.glance import announced_of, once
from tenants.store.tenancy import current_scope, current_tenant
from tenants.store.work import at_work


class DataVersion(InCommunity, Model):
    """How often the bulk data of a community has changed; no row: never."""

    __tablename__ = "data_version"
    version: Mapped[int]
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)


class Measured(InCommunity, Model):
    """One thing measured. ``subject`` is what (a period's label), ``terms`` under which rules, ``version`` from which state of the data."""

    __tablename__ = "measured"
    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    terms: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    content: Mapped[bytes]
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the subjects asked for, and the version of the data that anything measured from now on belongs to."""

    version: int
    contents: Mapping[str, bytes]


def forget(community: Community) -> None:
    """Say that the bulk data of ``community``, or what is counted in it, has changed: nothing measured before is served again.

    Part of the caller's transaction, and best its last statement, because two changes of one community wait for each other here.
    """
    row = insert(DataVersion).values(tenant_id=current_tenant(), community_no=community.no, version=1)
    raised = row.on_conflict_do_update(index_elements=["tenant_id", "community_no"], set_={"version": DataVersion.__table__.c.version + 1})
    db.session.execute(raised)
    db.session.execute(delete(Measured).where(Measured.tenant_id == current_tenant(), Measured.community_no == community.no))


def kept(community: Community, subjects: Collection[str], *, terms: str) -> Kept:
    """What was measured of ``subjects`` under ``terms`` from the data as it is now. Ask before measuring what is missing.

    In a glance all that was announced to it (``glance.ahead``) is read with the first of them.
    """
    announced = announced_of(community.no)
    if announced.issuperset(subjects):
        version, rows = once(("measured", community.no, announced), lambda: _rows(community, announced))
    else:
        version, rows = _rows(community, subjects)
    return Kept(version, {subject: rows[subject][1] for subject in subjects if subject in rows and rows[subject][0] == terms})


def _rows(community: Community, subjects: Collection[str]) -> tuple[int, dict[str, tuple[str, bytes]]]:
    """The version of the data, and terms and content of what is kept of ``subjects``."""
    mine = DataVersion.tenant_id == current_tenant(), DataVersion.community_no == community.no
    belongs = and_(
        Measured.tenant_id == DataVersion.tenant_id,
        Measured.community_no == DataVersion.community_no,
        Measured.version == DataVersion.version,
        Measured.subject.in_(subjects),
    )
    wanted = select(DataVersion.version, Measured.subject, Measured.terms, Measured.content)
    rows = db.session.execute(wanted.select_from(DataVersion).outerjoin(Measured, belongs).where(*mine)).all()
    return rows[0].version if rows else 0, {row.subject: (row.terms, row.content) for row in rows if row.subject is not None}


def keep(community: Community, contents: Mapping[str, bytes], *, terms: str, version: int) -> None:
    """Keep what was measured while ``version`` (of ``kept``) was the data's.

    Inside ``work`` it is part of that transaction; elsewhere it is committed at once, and what the session holds stays loaded.
    Nothing is kept for somebody of a client, who may write nothing.
    """
    scope = current_scope()
    if not contents or scope is None or scope.client_id is not None:
        return
    same = {"tenant_id": scope.tenant_id, "community_no": community.no, "terms": terms, "version": version}
    rows = insert(Measured).values([{**same, "subject": subject, "content": contents[subject]} for subject in sorted(contents)])
    new = {name: rows.excluded[name] for name in ("terms", "version", "content")}
    stored = rows.on_conflict_do_update(
        index_elements=["tenant_id", "community_no", "subject"], set_=new, where=Measured.version <= rows.excluded.version
    )
    db.session.execute(stored)
    _noted(community, contents, terms, version)
    if not at_work():
        _commit()


def _noted(community: Community, contents: Mapping[str, bytes], terms: str, version: int) -> None:
    """What was kept in a glance is seen by the rest of it."""
    announced = announced_of(community.no)
    if announced:
        known, rows = once(("measured", community.no, announced), lambda: _rows(community, announced))
        if known == version:
            rows.update({subject: (terms, content) for subject, content in contents.items()})


def _commit() -> None:
    session = db.session()
    expires, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = expires
