"""Discourse: posts as JSON (one, a list, a topic with its posts, a zip of them) and the list of users that an administrator exports.

A key is ``topic/number``, the post's address, so that an answer finds what it answers; a topic's first post is the topic, every other one
answers: the post it names, else the topic. Whispers, notices and deleted posts are nobody's act. Who liked is not in it, only how many.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pyroaring import BitMap

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.discourse_text import plain
from tenants.ingest.discourse_users import is_users, joins
from tenants.ingest.intake import Intake, clean, prose, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=False, replies=True, reactions=True, reaction_authors=False)
LIKE = 2
WRITTEN = {1, 2}
WHISPER = 4
_MOST = 10_000_000
_LISTS = ("latest_posts", "posts")
WHOLE = 8 << 20
"""Bytes of a file that is read whole; in a larger one the posts are read one by one."""


def looks_like(head: Head) -> bool:
    """Whether a file that begins so holds posts, topics or users of a Discourse forum."""
    start = head.json
    if not start:
        return is_users(head)
    if '"post_stream"' in start or '"topic_list"' in start or '"latest_posts"' in start:
        return True
    return '"post_number"' in start and '"topic_id"' in start and ('"cooked"' in start or '"raw"' in start)


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the export: posts, likes and, if the list of users is there, who joined."""
    forum = _Forum(intake)
    users = False
    for entry in upload.entries:
        if upload.is_zip and (entry.suffix not in {".json", ".csv"} or entry.empty):
            continue
        head = Head(entry.name, upload.head(entry, 1 << 16))
        if is_users(head):
            users = True
            yield from joins(upload, entry, intake)
        elif head.json.startswith("{") or head.json.startswith("["):
            yield from forum.file(upload, entry)
    if not forum.found and not users:
        if forum.lists:
            raise Refusal("import.topic_list", name=upload.name)
        raise Refusal("import.not_this_format", format="discourse", name=upload.name)
    forum.tell_missing()
    intake.finish(Evidence(joins=users, leaves=False, replies=forum.found, reactions=forum.found, reaction_authors=False))


@dataclass(slots=True)
class _Topic:
    """How many posts a topic says it has, and those that were met."""

    says: int = 0
    met: BitMap = field(default_factory=BitMap)


class _Forum:
    """The posts of one upload. ``found``: there was any; ``lists``: a list of topics without posts was."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._topics: dict[str, _Topic] = {}
        self._categories: dict[str, str] = {}
        self.found = False
        self.lists = False

    def file(self, upload: Upload, entry: Entry) -> Iterator[Event]:
        with upload.open(entry) as raw:
            stream = JsonStream(raw, entry.name)
            if stream.peek() == "[":
                for number, record in enumerate(stream.array(), start=1):
                    yield from self._any(record, f"{entry.name}#{number}")
            elif (entry.info.file_size if entry.info else upload.size) <= WHOLE:
                yield from self._any(stream.value(), entry.name)
            else:
                yield from self._large(stream, _around_posts(upload, entry), entry.name)
            stream.end()

    def _large(self, stream: JsonStream, around: dict[str, Any], where: str) -> Iterator[Event]:
        """The posts of ``stream``, one by one; ``around`` is what else its object holds, whatever it stands behind."""
        held = around.get("post_stream")
        if isinstance(held, dict):
            yield from self._topic(around, held, _posts(stream), where)
        elif any(name in around for name in _LISTS):
            for number, post in enumerate(_posts(stream), start=1):
                yield from self._any(post, f"{where}#{number}")
        else:
            stream.pass_over()
            yield from self._any(around, where)

    def _any(self, record: object, where: str) -> Iterator[Event]:
        if not isinstance(record, dict):
            self._intake.skip(where, "skip.not_a_record")
            return
        held = record.get("post_stream")
        if isinstance(held, dict):
            posts = held.get("posts")
            yield from self._topic(record, held, posts if isinstance(posts, list) else [], where)
        elif "post_number" in record:
            yield from self._post(record, "", where)
        elif "topic_list" in record:
            self.lists = True
            self._intake.skip(where, "skip.topic_list")
        else:
            posts = next((record[name] for name in _LISTS if isinstance(record.get(name), list)), None)
            if posts is None:
                self._intake.skip(where, "skip.unknown_file")
            for number, post in enumerate(posts or [], start=1):
                yield from self._any(post, f"{where}#{number}")

    def _topic(self, topic: dict[str, Any], held: dict[str, Any], posts: Iterable[object], where: str) -> Iterator[Event]:
        self.found = True
        stream = held.get("stream")
        says = len(stream) if isinstance(stream, list) else topic.get("posts_count")
        number = clean(text_of(topic.get("id")))
        if number and isinstance(says, int) and says < _MOST:
            known = self._topics.setdefault(number, _Topic())
            known.says = max(known.says, says)
        for at, post in enumerate(posts, start=1):
            if isinstance(post, dict):
                yield from self._post(post, _category(topic), f"{where}#{at}", number)
            else:
                self._intake.skip(f"{where}#{at}", "skip.not_a_record")

    def _post(self, post: dict[str, Any], category: str, where: str, topic: str = "") -> Iterator[Event]:
        self.found = True
        self._intake.tally.records += 1
        topic = clean(text_of(post.get("topic_id"))) or topic
        number = post.get("post_number")
        if not topic or not isinstance(number, int) or isinstance(number, bool) or not 0 < number < _MOST:
            self._intake.skip(where, "skip.bad_id", value=clean(text_of(post.get("id"))))
            return
        known = self._topics.setdefault(topic, _Topic())
        if number in known.met:
            return
        known.met.add(number)
        at = _time(post.get("created_at"))
        if at is None:
            self._intake.skip(where, "skip.bad_time", value=clean(text_of(post.get("created_at"))))
        elif self._counts(post, where) and self._intake.believable(at, where):
            yield from self._acts(post, f"{topic}/", number, at, category or _category(post), where)

    def _counts(self, post: dict[str, Any], where: str) -> bool:
        """Whether somebody wrote it for all to read."""
        kind = post.get("post_type", 1)
        if kind == WHISPER:
            self._intake.skip(where, "skip.whisper")
        elif post.get("deleted_at") or post.get("user_deleted") is True:
            self._intake.skip(where, "skip.deleted_post")
        else:
            return kind in WRITTEN if isinstance(kind, int) else False
        return False

    def _acts(self, post: dict[str, Any], topic: str, number: int, at: datetime, category: str, where: str) -> Iterator[Event]:
        author = clean(text_of(post.get("username")))
        if not author:
            self._intake.skip(where, "skip.no_author")
            return
        if author not in self._intake.authors or _is_staff(post):
            user = post.get("user_id")
            self._intake.person(
                author,
                text_of(post.get("name")) or text_of(post.get("display_username")) or author,
                is_bot=(isinstance(user, int) and user < 0) or author in {"system", "discobot"},
                is_staff=_is_staff(post),
            )
        text, question = _text(post)
        key = f"{topic}{number}"
        if number == 1:
            yield Event(EventKind.MESSAGE, at, author, key, category, None, 1, question, None, text)
        else:
            parent = post.get("reply_to_post_number")
            parent = parent if isinstance(parent, int) and 0 < parent < _MOST else 1
            yield Event(EventKind.REPLY, at, author, key, category, f"{topic}{parent}", 1, question, None, text)
        for name, count in self._reactions(post, where).items():
            if count:
                yield Event(EventKind.REACTION, at, None, f"{key}/r/{name}", category, key, count)

    def _reactions(self, post: dict[str, Any], where: str) -> dict[str, int]:
        """How often each sign was given. Forums with several list them in ``reactions``, a like among them as a heart."""
        counts: dict[str, int] = {}
        named = post.get("reactions")
        likes = post.get("actions_summary")
        given = [*(named if isinstance(named, list) else [])]
        if not given and isinstance(likes, list):
            given = [{**each, "id": "heart"} for each in likes if isinstance(each, dict) and each.get("id") == LIKE]
        for each in given:
            name = clean(text_of(each.get("id"))) if isinstance(each, dict) else ""
            count = each.get("count", 0) if isinstance(each, dict) else None
            if not name or not isinstance(count, int) or not 0 <= count < _MOST:
                self._intake.skip(where, "skip.bad_reaction")
            else:
                counts[name] = counts.get(name, 0) + count
        return counts

    def tell_missing(self) -> None:
        """Say of which topics not every post is here: a page of a topic holds twenty."""
        for topic, known in self._topics.items():
            if known.says > len(known.met):
                self._intake.skip(f"topic {topic}", "skip.posts_missing", missing=known.says - len(known.met), of=known.says)


def _around_posts(upload: Upload, entry: Entry) -> dict[str, Any]:
    """What a large object holds besides its posts: the topic's number and category may stand behind them. Not counted as read."""
    before = upload.total
    with upload.open(entry) as raw:
        found = _without_posts(JsonStream(raw, entry.name))
    upload.total = before
    return found


def _without_posts(stream: JsonStream) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in stream.members():
        if key == "post_stream" and stream.peek() == "{":
            found[key] = _without_posts(stream)
        elif key in _LISTS and stream.peek() == "[":
            stream.pass_over()
            found[key] = []
        else:
            found[key] = stream.value()
    return found


def _posts(stream: JsonStream) -> Iterator[object]:
    """The posts of a large object, in whichever of its lists they stand."""
    for key in stream.members():
        if key == "post_stream" and stream.peek() == "{":
            yield from _posts(stream)
        elif key in _LISTS and stream.peek() == "[":
            yield from stream.array()
        else:
            stream.pass_over()


def _is_staff(post: dict[str, Any]) -> bool:
    return any(post.get(name) is True for name in ("staff", "admin", "moderator"))


def _category(record: dict[str, Any]) -> str:
    name = text_of(record.get("category_name")) or text_of(record.get("category_slug"))
    number = text_of(record.get("category_id")) or text_of(record.get("_category_id"))
    return clean(name or (f"c/{number}" if number else ""))


def _time(written: object) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        at = datetime.fromisoformat(written)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(post: dict[str, Any]) -> tuple[str, bool]:
    """What was written, and whether it asks something."""
    raw = post.get("raw")
    if isinstance(raw, str):
        text = prose(raw)
        return text, asks(text)
    cooked = post.get("cooked")
    if not isinstance(cooked, str):
        return "", False
    return prose(plain(cooked)), asks(plain(cooked, code=False))


FORMAT = Format("discourse", of_heads(looks_like, ".json", ".csv"), events, EVIDENCE)
