"""Surveys: a file of answers comes in, and can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from tenants.actions.open_communities import community_of
from tenants.ingest import surveys as ingest
from tenants.measure.intervals import nps_interval, wilson
from tenants.measure.satisfaction import TOP_BOXES
from tenants.store import audit, files
from tenants.store import surveys as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.surveys import AnswerRow, Survey
from tenants.store.work import work
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.survey import Answer, Column, Scale, SurveyReading

Which = str | int | None
"""A column: its number from 1, its header, or the beginning of one."""


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """What a survey came to. ``added`` is 0 where the same file was there already, with the same columns.

    ``nps`` holds value (-100..100), low, high, n, promoters, passives, detractors, scale; ``csat`` value (per cent), low, high, n, mean,
    scale; ``None`` where no such column was chosen; their values are ``None`` where nobody answered.
    """

    survey_id: str
    responses: int
    added: int
    asked: date | None
    nps: Mapping[str, Any] | None
    csat: Mapping[str, Any] | None
    skipped: Sequence[Mapping[str, Any]]

    def plain(self) -> dict[str, Any]:
        """The same as the command line prints it."""
        return {
            "survey_id": self.survey_id,
            "responses": self.responses,
            "added": self.added,
            "asked": self.asked and self.asked.isoformat(),
            "nps": self.nps,
            "csat": self.csat,
            "skipped": list(self.skipped),
        }


def columns(path: Path, *, file_name: str | None = None) -> Sequence[Column]:
    """The columns of a survey file, for the screen where they are chosen. Raises ``Refusal`` for a file that is no table."""
    return ingest.columns(path, name=file_name)


def import_survey(
    community_id: UUID,
    path: Path,
    *,
    now: datetime,
    nps: Which = None,
    csat: Which = None,
    comment: Which = None,
    scale: str | None = None,
    asked: date | None = None,
    name: str | None = None,
    file_name: str | None = None,
    sent: int | None = None,
    by: UUID | None = None,
) -> SurveyResult:
    """Read the answers in the chosen columns into ``community``, all of them or none.

    ``asked`` is the local day the survey belongs to; without it the day of the last answer, or today where the file tells no times.
    ``sent`` is how many people were asked. The same file with the same columns adds nothing; a question that the same file answered
    already is refused (``survey.already_there``). Raises ``Refusal`` for a file or column that cannot be read.
    """
    called = file_name or path.name
    with work():
        community = community_of(community_id)
        chosen = {"nps": nps or None, "csat": csat or None, "comment": comment or None, "scale": scale or None}
        reading = _read(path, community, chosen, called, now)
        sha256 = files.sha256(path)
        there = _already(community.id, sha256, chosen)
        if there is not None:
            return _result(there, added=0)
        survey = Survey(
            community_id=community.id,
            name=(name or Path(called).stem)[:160],
            file_name=called[-200:],
            file_key=files.put(path, Path(called).suffix if Path(called).suffix[1:].isalnum() else ""),
            sha256=sha256,
            asked_on=asked or _asked(reading, community, now),
            nps_scale=reading.nps_scale,
            csat_scale=reading.csat_scale,
            sent=sent,
            columns=chosen,
            responses=len(reading.answers),
            skipped=[{"where": each.where, "reason": each.reason, "facts": dict(each.facts)} for each in reading.skipped],
            created_by=by,
            created_at=now,
        )
        db.session.add(survey)
        db.session.flush()
        _keep(survey, reading.answers)
        audit.record(by, "imported", "survey", survey.id, name=survey.name)
        return _result(survey, added=len(reading.answers))


def undo(survey_id: UUID, *, now: datetime, by: UUID | None = None) -> Survey:
    """Take a survey back: its answers go, its row stays and says so. Raises ``Refusal("survey.not_there")`` if it was undone already."""
    with work():
        survey = store.by_id(survey_id)
        if survey is None:
            raise NotFoundError("survey.not_found")
        if survey.state != "done":
            raise Refusal("survey.not_there", state=survey.state)
        db.session.execute(delete(AnswerRow).where(AnswerRow.survey_id == survey.id))
        survey.state = "undone"
        survey.undone_at = now
        audit.record(by, "undone", "survey", survey.id, name=survey.name)
    return survey


def result_of(survey: Survey) -> SurveyResult:
    """What a survey came to, from its rows."""
    return _result(survey, added=survey.responses)


def _read(path: Path, community: Community, chosen: Mapping[str, Any], called: str, now: datetime) -> SurveyReading:
    scale = chosen["scale"]
    if scale is not None and scale not in set(Scale):
        raise Refusal("survey.no_such_scale", field="scale", scale=scale, scales=[each.value for each in Scale])
    if not path.is_file():
        raise Refusal("import.unreadable", name=called)
    return ingest.read(
        path,
        zone=zone_of(community),
        now=now,
        nps=chosen["nps"],
        csat=chosen["csat"],
        comment=chosen["comment"],
        scale=Scale(scale) if scale else None,
        name=called,
    )


def _already(community_id: UUID, sha256: str, chosen: Mapping[str, Any]) -> Survey | None:
    for survey in store.same_file(community_id, sha256):
        if survey.columns == chosen:
            return survey
        both = [question for question in ("nps", "csat") if survey.columns.get(question) is not None and chosen[question] is not None]
        if both:
            raise Refusal("survey.already_there", field=both[0], name=survey.name)
    return None


def _asked(reading: SurveyReading, community: Community, now: datetime) -> date:
    last = max((each.answered for each in reading.answers if each.answered), default=now)
    return last.astimezone(zone_of(community)).date()


def _keep(survey: Survey, answers: Sequence[Answer]) -> None:
    rows = [
        {
            "survey_id": survey.id,
            "no": answer.row,
            "key": answer.key,
            "nps": answer.nps,
            "csat": answer.csat,
            "answered_at": answer.answered,
            "comment": answer.comment,
        }
        for answer in answers
    ]
    if rows:
        db.session.execute(insert(AnswerRow), rows)


def _result(survey: Survey, *, added: int) -> SurveyResult:
    nps, csat = store.tally([survey.id])
    return SurveyResult(
        survey_id=str(survey.id),
        responses=survey.responses,
        added=added,
        asked=survey.asked_on,
        nps=_nps(nps, survey.nps_scale) if survey.nps_scale else None,
        csat=_csat(csat, survey.csat_scale) if survey.csat_scale else None,
        skipped=survey.skipped,
    )


def _nps(counts: Mapping[int, int], scale: str) -> dict[str, Any]:
    n = sum(counts.values())
    promoters = sum(count for score, count in counts.items() if score >= 9)
    detractors = sum(count for score, count in counts.items() if score <= 6)
    parts = {"promoters": promoters, "passives": n - promoters - detractors, "detractors": detractors}
    low, high = nps_interval(promoters, n - promoters - detractors, detractors) if n else (None, None)
    return {"value": 100 * (promoters - detractors) / n if n else None, "low": low, "high": high, "n": n, **parts, "scale": scale}


def _csat(counts: Mapping[int, int], scale: str) -> dict[str, Any]:
    n = sum(counts.values())
    satisfied = sum(count for score, count in counts.items() if score in TOP_BOXES[scale])
    low, high = (100 * bound for bound in wilson(satisfied, n)) if n else (None, None)
    mean = sum(score * count for score, count in counts.items()) / n if n else None
    value = 100 * satisfied / n if n else None
    return {"value": value, "low": low, "high": high, "n": n, "satisfied": satisfied, "mean": mean, "scale": scale}
