"""Formatting of mails and SMS in the reader's language and zone (L7)."""

import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "ja": ("月", "火", "水", "木", "金", "土", "日")}


def local_time(instant: datetime, zone: str, language: str) -> str:
    """Format an instant: `Thu 24 Sep 12:00 JST` or `9月24日(木) 12:00 JST`, with the day, since a deadline can be on another day."""
    at = instant.astimezone(ZoneInfo(zone))
    weekday = _WEEKDAYS[language][at.weekday()]
    if language == "ja":
        return f"{at.month}月{at.day}日({weekday}) {at:%H:%M} {at:%Z}"
    return f"{weekday} {at.day} {at:%b %H:%M} {at:%Z}"


def span(length: timedelta, language: str) -> str:
    """Format a duration: `1 h 5 min`, `24 min`, `36 s`; in minutes from one minute on, since seconds do not matter then."""
    seconds = max(1, round(length.total_seconds()))
    units = ("時間", "分", "秒") if language == "ja" else (" h", " min", " s")
    if seconds < 60:
        return f"{seconds}{units[2]}"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return f"{minutes}{units[1]}"
    joint = "" if language == "ja" else " "
    return f"{hours}{units[0]}" + (f"{joint}{rest}{units[1]}" if rest else "")


def one_line(text: str, most: int) -> str:
    """Put `text` on one line, as for a subject: without control and bidi characters, truncated with an ellipsis."""
    flat = " ".join("".join(ch if unicodedata.category(ch)[0] != "C" else " " for ch in text).split())
    return shortened(flat, most)


def shortened(text: str, most: int) -> str:
    """Truncate `text` with an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
