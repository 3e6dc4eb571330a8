"""Units that must not be split, despite a space or hyphen: a list number with its item, a title with its
name, a number with its unit, a telephone number (R4)."""

import re
from collections.abc import Iterator

_BLANK = r"[^\S\r\n]"
_ENCLOSED = "①-⑳㉑-㉟㊱-㊿❶-❿⓪⓵-⓾"
_KANJI_NUMBER = "一二三四五六七八九十"
_NUMBERED = (
    rf"[(（]?\d{{1,2}}[.)．）、:：]|[(（][\da-zA-Z{_KANJI_NUMBER}]{{1,3}}[)）]|[a-zA-Z][)）]|[ivxIVX]{{1,4}}[.)]"
    rf"|[{_ENCLOSED}]"
)
_BULLETS = rf"[a-zA-Z][.．]|[{_KANJI_NUMBER}]{{1,2}}[、．.]|[-–—•・*□■○●◎※◆◇▪▶☐✓✔→]"

_ABBREVIATIONS = "|".join(
    (
        *("Dr", "Mr", "Mrs", "Ms", "Mx", "Prof", "Rev", "Hon", "St", "Capt", "Col", "Gen", "Lt", "Sgt", "Gov", "Sen"),
        *("Rep", "Pres", "Messrs", "Mme", "Mlle", "No", "Nos", "Nr", "Art", "Fig", "Figs", "Sec", "Ch", "Vol", "Par"),
        *("p", "pp", "ed", "approx", "ca", "est", "min", "max", "vs", "cf", "viz", "incl", "excl", "e\\.g", "i\\.e"),
        *("Tel", "Ext", "ext", "Fax", "Mob", "Ph", "Attn", "Ref", "Inv", "Qty", "Apt", "Ste", "Bldg", "Rm", "Dept"),
        *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec"),
        *("Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun"),
    )
)
"""Each goes with what follows. What mostly ends something (`Inc.`, `etc.`, `a.m.`) is not among them."""

_UNITS = "|".join(
    (
        *(
            "kg",
            "mg",
            "g",
            "lb",
            "lbs",
            "oz",
            "km",
            "cm",
            "mm",
            "m",
            "ft",
            "in",
            "ml",
            "cl",
            "l",
            "L",
            "kB",
            "KB",
            "MB",
        ),
        *(
            "GB",
            "TB",
            "px",
            "dpi",
            "kWh",
            "kW",
            "W",
            "V",
            "mAh",
            "Hz",
            "°C",
            "°F",
            "%",
            "a\\.m\\.",
            "p\\.m\\.",
            "am",
            "pm",
        ),
        *("AM", "PM", "s", "sec", "min", "mins", "h", "hr", "hrs", "hours?", "minutes?", "days?", "weeks?", "months?"),
        *("years?", "times", "pieces?", "USD", "EUR", "GBP", "JPY", "yen", "dollars?", "euros?", "pounds?", "円"),
    )
)
_CURRENCIES = r"USD|EUR|GBP|JPY|US\$|[$¥￥€£#№]"
_COUNTERS = "円個件日時分秒年月週間人名台本枚回冊杯階号番歳点セ％%"
_HONORIFICS = "様|さま|さん|氏|殿|先生"
_COMPANIES = r"[(（][株有合][)）]|[㈱㈲]|株式会社|有限会社|合同会社"
_BEFORE_NUMBERS = "第|約|計|各|全|〒|No|NO|TEL|Tel|電話|内線"

_BONDS = (
    re.compile(rf"^{_BLANK}*+(?:{_NUMBERED}|{_BULLETS}){_BLANK}*+(?=\S)", re.MULTILINE),
    re.compile(rf"(?<=[\s。．.!?！？:：;；、,])(?:{_NUMBERED}){_BLANK}*+(?=\S)"),
    re.compile(rf"(?<![A-Za-z.])(?:{_ABBREVIATIONS})\.{_BLANK}*+(?=[^\s.])"),
    re.compile(rf"(?<![A-Za-z.])[A-Z]\.{_BLANK}++(?=[A-Z])"),
    re.compile(rf"\d{_BLANK}*+(?=(?:{_UNITS})(?![A-Za-z]))"),
    re.compile(rf"(?:(?<![A-Za-z])(?:{_CURRENCIES})){_BLANK}*+(?=\d)"),
    re.compile(rf"\d(?=[{_COUNTERS}])"),
    re.compile(rf"(?:{_BEFORE_NUMBERS})[.:：]?{_BLANK}*+(?=\d)"),
    re.compile(rf"(?:{_COMPANIES}){_BLANK}*+(?=\S)"),
    re.compile(rf"[\u3400-\u9fff\u30a1-\u30fcー]{{1,8}}{_BLANK}?(?=(?:{_HONORIFICS}))"),
    re.compile(rf"[:：]{_BLANK}*+(?:\r?\n){{1,2}}{_BLANK}*+(?=\S)"),
    re.compile(rf"[^\s。．.!?！？]{_BLANK}*+\r?\n{_BLANK}*+(?=[+＋(（]?\d[\d\- ()（）‐-―ー－]{{6,24}}\d(?!\d))"),
)

_PHONE = re.compile(
    r"(?<![A-Za-z0-9０-９.])[+＋(（]{0,2}\d{1,5}[)）]?(?:[ \xa0\-‐-―－ー.]{0,2}[(（]?\d{1,5}[)）]?){1,6}+(?![A-Za-z0-9０-９])"
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Za-z-]{0,20}\d)[A-Za-z0-9]{1,20}+(?:[-‐‑–][A-Za-z0-9]{1,20}+){1,6}(?![A-Za-z0-9-])"
)
_LEAST_DIGITS = 7


def bonds(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans in which a part may end only where it could not end otherwise: each ends after the first character of
    the text that belongs to the text before."""
    for pattern in _BONDS:
        for match in pattern.finditer(text):
            yield match.start(), match.end() + 1


def unbroken(text: str) -> Iterator[tuple[int, int]]:
    """Yield telephone numbers, however they are written, and codes with hyphens, such as those of orders."""
    for match in _PHONE.finditer(text):
        if sum(letter.isdigit() for letter in match[0]) >= _LEAST_DIGITS:
            yield match.span()
    for match in _CODE.finditer(text):
        yield match.span()
