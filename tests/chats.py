"""Small Slack exports to import: two weeks of one channel that overlap in one message."""

import json
import zipfile
from datetime import UTC, datetime

PEOPLE = [{"id": f"U{n}", "name": f"person{n}"} for n in range(1, 6)]


def said(day, clock, who, text="hello", **more):
    at = datetime.fromisoformat(f"2024-03-{day:02d}T{clock}:00+00:00").timestamp()
    return {"type": "message", "user": who, "ts": f"{at:.6f}", "text": text, **more}


def joined(day, clock, who):
    return said(day, clock, who, subtype="channel_join")


def left(day, clock, who):
    return said(day, clock, who, subtype="channel_leave")


FIRST_WEEK = [
    joined(1, "08:00", "U1"),
    joined(1, "09:00", "U2"),
    said(1, "10:00", "U1", "how are you?", reactions=[{"name": "tea", "users": ["U2"], "count": 3}]),
    said(2, "10:00", "U2"),
    said(4, "23:30", "U3"),
]
SECOND_WEEK = [
    said(4, "23:30", "U3"),
    said(8, "10:00", "U1"),
    left(9, "10:00", "U2"),
    joined(10, "10:00", "U4"),
]


def export(path, records, people=PEOPLE, channel="general"):
    """A Slack export with one channel."""
    days = {}
    for record in records:
        days.setdefault(datetime.fromtimestamp(float(record["ts"]), UTC).date().isoformat(), []).append(record)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": channel, "members": []}]))
        for day, found in days.items():
            archive.writestr(f"{channel}/{day}.json", json.dumps(found))
    return path
