"""Satisfaction surveys and their answers."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, SmallInteger, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.base import Identified, Model, TenantOwned, db, owned
from tenants.store.clients import Community
from tenants.store.tenancy import current_tenant
from tenants.terms.facts import SurveyAnswers
from tenants.terms.period import Period


class Survey(Identified, Model):
    """One imported survey. ``columns`` remembers which columns were chosen, ``asked_on`` the local day it belongs to."""

    __tablename__ = "survey"
    community_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(160))
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    asked_on: Mapped[date | None]
    nps_scale: Mapped[str | None] = mapped_column(String(5))
    csat_scale: Mapped[str | None] = mapped_column(String(5))
    sent: Mapped[int | None]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    responses: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(10), default="done")
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (
        owned("community_id", "community"),
        Index("ix_survey_asked", "tenant_id", "community_id", "asked_on"),
    )


class AnswerRow(TenantOwned, Model):
    """One response of one survey."""

    __tablename__ = "answer"
    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(64))
    nps: Mapped[int | None] = mapped_column(SmallInteger)
    csat: Mapped[int | None] = mapped_column(SmallInteger)
    answered_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        UniqueConstraint("tenant_id", "survey_id", "key"),
        owned("survey_id", "survey", ondelete="CASCADE"),
    )


def by_id(survey_id: UUID) -> Survey | None:
    """One survey of the workspace in use."""
    return db.session.get(Survey, (current_tenant(), survey_id))


def of_community(community_id: UUID) -> Sequence[Survey]:
    """The surveys of a community, newest first; undone ones are left out."""
    wanted = select(Survey).where(Survey.community_id == community_id, Survey.state == "done")
    return db.session.scalars(wanted.order_by(Survey.asked_on.desc().nulls_last(), Survey.created_at.desc(), Survey.id.desc())).all()


def of_workspace(limit: int = 200) -> Sequence[Survey]:
    """The surveys of every community of the workspace in use, newest first; undone ones are left out."""
    query = select(Survey).where(Survey.state == "done").options(joinedload(Survey.community))
    return db.session.scalars(
        query.order_by(Survey.asked_on.desc().nulls_last(), Survey.created_at.desc(), Survey.id.desc()).limit(limit)
    ).all()


def comments(
    survey_id: UUID, scores: Collection[int] | None = None, *, limit: int = 50, offset: int = 0
) -> tuple[Sequence[AnswerRow], int]:
    """Some of the responses that say something in words, in the order of the file, and how many there are.

    ``scores`` keeps those who gave one of these NPS scores, or of a survey without that question, of these satisfaction scores.
    """
    score = func.coalesce(AnswerRow.nps, AnswerRow.csat)
    wanted = [AnswerRow.survey_id == survey_id, AnswerRow.comment != "", *([score.in_(scores)] if scores is not None else [])]
    found = db.session.scalars(select(AnswerRow).where(*wanted).order_by(AnswerRow.no).limit(limit).offset(offset)).all()
    return found, db.session.scalar(select(func.count()).select_from(AnswerRow).where(*wanted)) or 0


def same_file(community_id: UUID, sha256: str) -> Sequence[Survey]:
    """Live surveys made from the very same bytes, oldest first."""
    wanted = select(Survey).where(Survey.community_id == community_id, Survey.sha256 == sha256, Survey.state == "done")
    return db.session.scalars(wanted.order_by(Survey.created_at, Survey.id)).all()


def answers(survey_id: UUID) -> Sequence[AnswerRow]:
    """The responses of a survey, in the order of the file."""
    return db.session.scalars(select(AnswerRow).where(AnswerRow.survey_id == survey_id).order_by(AnswerRow.no)).all()


def tally(survey_ids: Sequence[UUID]) -> tuple[Counter[int], Counter[int]]:
    """How many gave each NPS score and each CSAT score in some surveys."""
    wanted = (
        select(AnswerRow.nps, AnswerRow.csat, func.count())
        .where(AnswerRow.survey_id.in_(survey_ids))
        .group_by(AnswerRow.nps, AnswerRow.csat)
    )
    nps, csat = Counter[int](), Counter[int]()
    for score, satisfied, count in db.session.execute(wanted):
        if score is not None:
            nps[score] += count
        if satisfied is not None:
            csat[satisfied] += count
    return nps, csat


def answers_in(community_id: UUID, period: Period) -> SurveyAnswers | None:
    """The answers to the surveys asked in ``period``, ``None`` if there is none.

    Surveys are added up where they ask on one scale; of several scales the one of the newest survey counts, question by question.
    """
    asked = [each for each in of_community(community_id) if each.asked_on is not None and period.contains(each.asked_on)]
    if not asked:
        return None
    nps_scale = next((each.nps_scale for each in asked if each.nps_scale), None)
    csat_scale = next((each.csat_scale for each in asked if each.csat_scale), None)
    with_nps = [each for each in asked if nps_scale and each.nps_scale == nps_scale]
    with_csat = [each for each in asked if csat_scale and each.csat_scale == csat_scale]
    counted = {each.id: each for each in (*with_nps, *with_csat)}.values()
    sent = [each.sent for each in counted]
    return SurveyAnswers(
        nps=tally([each.id for each in with_nps])[0],
        nps_scale=nps_scale or "0-10",
        csat=tally([each.id for each in with_csat])[1],
        csat_scale=csat_scale or "1-5",
        responses=sum(each.responses for each in counted),
        sent=sum(number for number in sent if number is not None) if sent and None not in sent else None,
        asked=asked[0].asked_on,
    )
