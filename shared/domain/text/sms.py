"""How many parts an SMS takes, and how a long one is brought into two (L7)."""

from collections.abc import Mapping, Sequence

from shared.domain.text.placeholders import PlaceholderText

SMS_UCS2_PART = 67
"""Characters in each part of a two-part SMS in UCS-2 (3GPP TS 23.040: 140 octets less a six-octet header)."""

SMS_GSM_PART = 153
"""Septets in each part of a two-part SMS in GSM 7-bit."""

SMS_UCS2_WHOLE = 70
SMS_GSM_WHOLE = 160
"""What fits into an SMS of a single part, which needs no header."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The GSM 03.38 basic set; one character outside it and its extension makes the whole message UCS-2."""

_EXTENSION = set("\f^{}\\[~]|€")
"""The extension of GSM 03.38: an escape and a septet each."""


def is_gsm(text: str) -> bool:
    return set(text) <= _GSM | _EXTENSION


def sms_length(text: str) -> int:
    """Septets where the text is written in GSM 7-bit, else UTF-16 code units."""
    if is_gsm(text):
        return len(text) + sum(letter in _EXTENSION for letter in text)
    return len(text.encode("utf-16-le")) // 2


def room_of_two(text: str) -> int:
    """What two parts hold of such a text."""
    return 2 * (SMS_GSM_PART if is_gsm(text) else SMS_UCS2_PART)


def sms_parts(text: str) -> int:
    """The parts that a carrier cuts the text into, and bills."""
    gsm, length = is_gsm(text), sms_length(text)
    if not text:
        return 0
    if length <= (SMS_GSM_WHOLE if gsm else SMS_UCS2_WHOLE):
        return 1
    return -(-length // (SMS_GSM_PART if gsm else SMS_UCS2_PART))


def fits_two(text: str) -> bool:
    return sms_length(text) <= room_of_two(text)


def sms_of(text: PlaceholderText, values: Mapping[str, str], *, gives_way: Sequence[tuple[str, str]]) -> str:
    """The text filled in, in two parts at most. The fields in `gives_way` are cut in this order, each as far down as to
    what stands beside it: a handle in Latin letters lets an English SMS be twice as long. If the link is longer than
    was foreseen, the words in front of it give way too."""
    values = dict(values)
    for field, least in gives_way:
        full = values.get(field, "")
        for cut in (full, *(_cut(full, length) for length in range(len(full) - 1, len(least), -1)), least):
            values[field] = cut
            whole = text.filled(values)
            if fits_two(whole):
                return whole
    whole = text.filled(values)
    return whole if fits_two(whole) else two_parts(text.filled({**values, "link": ""}).strip(), values["link"])


def two_parts(words: str, url: str) -> str:
    """An SMS of two parts at most: the words give way, the link stays whole (L7)."""
    whole = f"{words} {url}"
    if fits_two(whole):
        return whole
    room = room_of_two(whole)
    while words and sms_length(f"{_ended(words)} {url}") > room:
        words = words[:-1]
    return f"{_ended(words)} {url}" if words else url


def _cut(text: str, length: int) -> str:
    return _ended(text[: max(0, length - 1)])


def _ended(words: str) -> str:
    """With what says that more was there; an ellipsis is not in GSM's alphabet."""
    return words + ("." if is_gsm(words) else "…")
