"""Parts of an SMS, and shortening to two (L7)."""

from collections.abc import Mapping, Sequence

from shared.domain.text.placeholders import PlaceholderText

SMS_UCS2_PART = 67
"""Characters in each part of a two-part SMS in UCS-2 (3GPP TS 23.040: 140 octets less a six-octet header)."""

SMS_GSM_PART = 153
"""Septets in each part of a two-part SMS in GSM 7-bit."""

SMS_UCS2_WHOLE = 70
SMS_GSM_WHOLE = 160
"""Septets in a single-part SMS, which needs no header."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic character set of GSM 03.38; one character outside it and its extension makes the whole message UCS-2."""

_EXTENSION = set("\f^{}\\[~]|€")
"""The extension of GSM 03.38: two septets each."""


def is_gsm(text: str) -> bool:
    return set(text) <= _GSM | _EXTENSION


def sms_length(text: str) -> int:
    """Return the length in septets if the text fits GSM 7-bit, else in UTF-16 code units."""
    if is_gsm(text):
        return len(text) + sum(letter in _EXTENSION for letter in text)
    return len(text.encode("utf-16-le")) // 2


def room_of_two(text: str) -> int:
    """Return the capacity of two parts in the text's encoding."""
    return 2 * (SMS_GSM_PART if is_gsm(text) else SMS_UCS2_PART)


def sms_parts(text: str) -> int:
    """Return the number of parts that the carrier sends and bills."""
    gsm, length = is_gsm(text), sms_length(text)
    if not text:
        return 0
    if length <= (SMS_GSM_WHOLE if gsm else SMS_UCS2_WHOLE):
        return 1
    return -(-length // (SMS_GSM_PART if gsm else SMS_UCS2_PART))


def fits_two(text: str) -> bool:
    return sms_length(text) <= room_of_two(text)


def sms_of(text: PlaceholderText, values: Mapping[str, str], *, gives_way: Sequence[tuple[str, str]]) -> str:
    """Fill in the text, in at most two parts. The fields in `gives_way` are shortened in this order, each down to its given
    minimum, such as a handle in Latin letters, with which an English SMS can be twice as long. If the link is longer than
    expected, the text before it is shortened too."""
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
    """Shorten the words so that the SMS fits two parts with the whole link (L7)."""
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
    """Mark text as truncated with three dots; an ellipsis is not in GSM's alphabet."""
    return words + ("." if is_gsm(words) else "…")
