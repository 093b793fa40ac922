"""Any table of acts: one row an act, with columns chosen by a person or guessed from their headers in English or Chinese."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.headers import find_column, squeeze
from tenants.ingest.intake import Intake, clean
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Sight
from tenants.ingest.tables import Table
from tenants.ingest.times import Order, TimeReader, is_ambiguous, order_of
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence
from tenants.terms.survey import Column

ROLES: Mapping[str, Sequence[str]] = {
    "at": ("at", "time", "timestamp", "date", "datetime", "created_at", "sent_at", "时间", "日期", "发送时间",
        "发言时间", "创建时间", "操作时间"),
    "author": (
        "author", "author_id", "user", "user_id", "userid", "member", "member_id", "sender", "from_id", "from", "用户id", "成员id",
        "发送者id", "用户", "成员", "发送者", "发送人", "发言人", "作者", "微信号", "wxid",
    ),
    "name": (
        "author name", "author_name", "name", "nickname", "user name", "user_name", "username", "from_nickname", "display name",
        "昵称", "姓名", "用户名", "成员昵称", "群昵称", "名称",
    ),
    "kind": ("kind", "type", "event", "event_type", "action", "类型", "事件", "动作", "行为", "事件类型", "行为类型"),
    "channel": ("channel", "room", "group", "group_name", "topic", "频道", "群", "群名", "群聊", "群名称", "版块"),
    "id": ("id", "message_id", "event_id", "msgid", "external_id", "消息id", "事件id", "编号"),
    "reply_to": ("reply_to", "reply to", "in_reply_to", "parent", "parent_id", "回复对象", "回复消息id", "回复"),
    "inviter": ("inviter", "invited_by", "inviter_id", "邀请人", "邀请者"),
    "text": ("text", "content", "message", "body", "内容", "消息", "消息内容", "文本"),
    "count": ("count", "times", "数量", "次数"),
}  # fmt: skip
"""What a column can be, and the headers it is known by (compared without case, in this order)."""

KINDS: Mapping[str, EventKind] = {
    word: kind
    for kind, words in {
        EventKind.MESSAGE: ("message", "msg", "post", "text", "发言", "消息", "发消息", "文本", "帖子", "发帖"),
        EventKind.REPLY: ("reply", "comment", "answer", "回复", "评论", "跟帖"),
        EventKind.REACTION: ("reaction", "like", "emoji", "点赞", "赞", "表情", "表态"),
        EventKind.JOIN: ("join", "joined", "member_join", "加入", "入群", "进群", "加群"),
        EventKind.LEAVE: ("leave", "left", "member_leave", "part", "quit", "退出", "退群", "离开", "移出", "离群"),
        EventKind.CHECKIN: ("checkin", "check-in", "check_in", "签到", "打卡"),
        EventKind.READ: ("read", "view", "阅读", "已读", "浏览"),
        EventKind.ATTENDANCE: ("attendance", "attend", "attended", "参加", "参会", "出席", "到场"),
        EventKind.PURCHASE: ("purchase", "order", "paid", "buy", "购买", "下单", "付款", "成交"),
    }.items()
    for word in words
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the person said about the table: for each role (``ROLES``) a column number from 1, a header or the beginning of one.

    Roles that are not named are guessed; one that is named with nothing is in no column. ``kinds`` adds words for kinds of acts;
    ``order`` says whether day or month comes first, ``zone`` (a name as ``Europe/Paris``) where the clocks stood that the file shows.
    """

    columns: Mapping[str, int | str] = field(default_factory=dict)
    kinds: Mapping[str, EventKind] = field(default_factory=dict)
    default_kind: EventKind = EventKind.MESSAGE
    order: Order | None = None
    encoding: str | None = None
    delimiter: str | None = None
    zone: str | None = None


def guess(header: Sequence[str]) -> dict[str, int]:
    """The columns (from 0) that the headers seem to say, by role; "at" and "author" are there if the table can be read at all."""
    names = [squeeze(name).casefold() for name in header]
    found: dict[str, int] = {}
    for role, known in ROLES.items():
        at = next((names.index(word) for word in known if word in names and names.index(word) not in found.values()), None)
        if at is not None:
            found[role] = at
    if "author" not in found and "name" in found:
        found["author"] = found["name"]
    return found


def event_columns(path: Path, *, name: str | None = None, encoding: str | None = None) -> list[Column]:
    """The columns of a table for the screen where they are chosen, each with samples and the role it seems to have."""
    upload = Upload(path, name)
    if upload.is_zip:
        raise Refusal("import.not_this_format", format="events-csv", name=upload.name)
    rows = [row for _, (_, row) in zip(range(6), Table(upload, upload.entries[0], encoding=encoding).rows(), strict=False)]
    if not rows:
        raise Refusal("import.empty_file", name=upload.name)
    roles = {at: role for role, at in reversed(guess(rows[0]).items())}
    return [
        Column(number + 1, clean(header), "", [clean(row[number]) for row in rows[1:] if number < len(row)], roles.get(number, ""))
        for number, header in enumerate(rows[0])
    ]


class EventsTable:
    """The acts of one table. ``evidence`` is known from its columns before a row is read."""

    def __init__(self, upload: Upload, entry: Entry, mapping: ColumnMapping, intake: Intake) -> None:
        self._table = Table(upload, entry, encoding=mapping.encoding, delimiter=mapping.delimiter)
        self._mapping = mapping
        self._intake = intake
        header = next((row for _, row in self._table.rows()), [])
        self._width = len(header)
        self._at = self._columns(header)
        self._times = TimeReader(intake.zone, self._order())
        self._kinds = {**KINDS, **{squeeze(word).casefold(): kind for word, kind in mapping.kinds.items()}}
        self._met: dict[bytes, int] = {}
        self._kinds_seen: set[EventKind] = set()
        self._nobody = False

    def _columns(self, header: Sequence[str]) -> dict[str, int]:
        chosen = {role: find_column(header, which, role) for role, which in self._mapping.columns.items() if which not in {"", None}}
        columns = {role: at for role, at in guess(header).items() if role not in self._mapping.columns and at not in chosen.values()}
        columns.update(chosen)
        missing = [role for role in ("at", "author") if role not in columns and not (role == "author" and "count" in columns)]
        if missing:
            raise Refusal("import.missing_columns", field="mapping", missing=missing, headers=[clean(name) for name in header[:40]])
        return columns

    def _order(self) -> Order | None:
        if self._mapping.order:
            return self._mapping.order
        at = self._at["at"]
        rows = self._table.rows()
        next(rows, None)
        order, unsure = None, ""
        for _, row in rows:
            if at < len(row):
                order = order_of([row[at]])
                if order:
                    return order
                unsure = unsure or (row[at] if is_ambiguous(row[at]) else "")
        if unsure:
            raise Refusal("import.ambiguous_dates", field="order", value=clean(unsure))
        return None

    @property
    def evidence(self) -> Evidence:
        """Without a column of kinds every row is a message; with one, whatever kinds it has been seen to hold."""
        kinds = self._kinds_seen
        return Evidence(
            joins=EventKind.JOIN in kinds,
            leaves=EventKind.LEAVE in kinds,
            replies="reply_to" in self._at or EventKind.REPLY in kinds,
            reactions=EventKind.REACTION in kinds,
            reaction_authors=EventKind.REACTION in kinds and not self._nobody,
        )

    def events(self) -> Iterator[Event]:
        """The acts, row by row."""
        rows = self._table.rows()
        next(rows, None)
        for line, row in rows:
            self._intake.tally.records += 1
            if (len(row) != self._width and any(cell.strip() for cell in row[self._width :])) or len(row) < self._width:
                self._intake.skip(f"line {line}", "skip.wrong_width", found=len(row), expected=self._width)
                continue
            event = self._event(row, f"line {line}")
            if event is not None:
                yield event

    def _cell(self, row: Sequence[str], role: str) -> str:
        at = self._at.get(role)
        return row[at].strip() if at is not None else ""

    def _event(self, row: Sequence[str], where: str) -> Event | None:
        written = self._cell(row, "at")
        at = self._times.read(written)
        if at is None:
            self._intake.skip(where, "skip.bad_time", value=clean(written))
            return None
        kind, count = self._kind(row, where), self._count(row, where)
        if kind is None or count is None or not self._intake.believable(at, where):
            return None
        author = clean(self._cell(row, "author")) or None
        if author is None and kind is not EventKind.REACTION and "count" not in self._at:
            self._intake.skip(where, "skip.no_author")
            return None
        if author is not None and count > 1:
            self._intake.skip(where, "skip.count_with_author", count=count)
            return None
        return self._build(row, kind, at, author, count, where)

    def _build(self, row: Sequence[str], kind: EventKind, at: datetime, author: str | None, count: int, where: str) -> Event | None:
        key = self._key(row)
        if key is None:
            self._intake.skip(where, "skip.duplicate_id", value=clean(self._cell(row, "id")))
            return None
        if author is None:
            self._nobody = True
        else:
            self._intake.person(author, self._cell(row, "name"))
        self._kinds_seen.add(kind)
        channel = clean(self._cell(row, "channel"))
        reply_to = clean(self._cell(row, "reply_to")) or None if kind is EventKind.REPLY else None
        inviter = clean(self._cell(row, "inviter")) or None if kind is EventKind.JOIN else None
        question = kind in {EventKind.MESSAGE, EventKind.REPLY} and asks(self._cell(row, "text"))
        return Event(kind, at, author, key, channel, reply_to, count, question, inviter)

    def _kind(self, row: Sequence[str], where: str) -> EventKind | None:
        word = self._cell(row, "kind")
        kind = self._kinds.get(squeeze(word).casefold()) if word else self._mapping.default_kind
        if kind is None:
            self._intake.skip(where, "skip.unknown_kind", value=clean(word))
        elif kind is EventKind.MESSAGE and self._cell(row, "reply_to"):
            return EventKind.REPLY
        return kind

    def _count(self, row: Sequence[str], where: str) -> int | None:
        text = self._cell(row, "count")
        if not text:
            return 1
        if text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 8:
            return int(text)
        self._intake.skip(where, "skip.bad_count", value=clean(text))
        return None

    def _key(self, row: Sequence[str]) -> str | None:
        """The row's own id, ``None`` if it was met before; without an id column a hash of the row and its occurrence."""
        own = clean(self._cell(row, "id"), 200)
        digest = blake2b((own or "\0".join(row)).encode("utf-8", "replace"), digest_size=12).digest()
        met = self._met.get(digest, 0)
        self._met[digest] = met + 1
        if own:
            return None if met else own
        return f"{digest.hex()}-{met}" if met else digest.hex()


def _looks_like(sight: Sight) -> bool:
    """Whether it is a table whose headers say where the time and the person (or a count) stand."""
    upload = sight.upload
    if sight.is_zip:
        return False
    try:
        rows = Table(upload, upload.entries[0]).rows()
        columns = guess(next(rows, (0, []))[1]).keys()
    except Refusal as refusal:
        # An unsure encoding can be answered by the person; a table that is none cannot.
        if refusal.code == "import.unknown_encoding" and upload.name.lower().endswith((".csv", ".txt", ".tsv")):
            raise
        return False
    return "at" in columns and bool(columns & {"author", "count"})


def _events(upload: Upload, intake: Intake) -> Iterator[Event]:
    if upload.is_zip:
        raise Refusal("import.not_this_format", format="events-csv", name=upload.name)
    table = EventsTable(upload, upload.entries[0], intake.mapping or ColumnMapping(), intake)
    intake.promised = table.evidence
    return _all(table, intake)


def _all(table: EventsTable, intake: Intake) -> Iterator[Event]:
    yield from table.events()
    intake.finish(table.evidence)


FORMAT = Format(
    "events-csv",
    _looks_like,
    _events,
    Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True),
    strict=False,
)
