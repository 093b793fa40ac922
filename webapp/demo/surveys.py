"""The demo's survey answers: a file a quarter, as a form service exports it."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from webapp.demo.plans import Satisfied

HEADERS = {
    "zh_Hans_CN": ("提交时间", "您有多大可能把本社群推荐给朋友（0–10）", "您对本社群总体满意吗（1–5）", "还有什么想说的"),
    "en": (
        "Timestamp",
        "How likely are you to recommend this community to a friend? (0-10)",
        "How satisfied are you overall? (1-5)",
        "Anything else?",
    ),
}
"""Column headers by language: when, recommend, satisfied, comment."""


def write(path: Path, satisfied: Satisfied, language: str, asked: date, *, mood: float, seed: str) -> None:
    """Write a survey of one week. ``mood`` shifts it: +0.05 makes promoters of five in a hundred who were not."""
    chance = random.Random(seed)  # noqa: S311 - an invented survey wants repeatable chance, not secrets
    count = max(12, round(satisfied.answers * chance.uniform(0.85, 1.15)))
    comments = list(satisfied.comments)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS[language])
        for index in range(count):
            moment = f"{asked + timedelta(days=index * 7 // count)} {9 + index % 12:02d}:{index * 7 % 60:02d}:{index * 13 % 60:02d}"
            draw = chance.random()
            if draw < satisfied.promoters + mood:
                score = chance.choice((9, 9, 10, 10, 10))
            elif draw > 1 - satisfied.detractors + mood / 2:
                score = chance.choice((2, 3, 4, 5, 5, 6, 6))
            else:
                score = chance.choice((7, 8, 8))
            happy = round(min(5, max(1, chance.gauss(satisfied.csat + (score - 8) * 0.22 + mood, 0.6))))
            fitting = [text for given, text in comments if abs(given - score) <= 1]
            writer.writerow([moment, score, happy, chance.choice(fitting) if fitting and chance.random() < 0.3 else ""])
