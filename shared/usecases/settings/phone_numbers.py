"""Validation of phone numbers for SMS."""

import re
from typing import TYPE_CHECKING

from shared.domain.errors import InvalidError
from shared.domain.text.suggestions import shown

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

FOR_EXAMPLES = re.compile(
    r"\+(81[789]00000[0-9]{4}|447700900[0-9]{3}|1[2-9][0-9]{2}55501[0-9]{2}|61491570[0-9]{3}|3363998[0-9]{4})"
)
"""Numbers reserved for examples and drama (Ofcom, NANPA, ACMA, ARCEP), and unassigned Japanese ones: the numbering plans
reject them, but demos need some."""


def check_phone(phone: str, path: str) -> None:
    """Check for a mobile number in E.164. Raises InvalidError if it is none, or cannot receive SMS."""
    number = _parsed(phone)
    if number is None:
        sentence = (
            f"{shown(phone)} cannot stand here; it must begin with + and the country's code, such as +819012345678"
        )
        raise InvalidError(path, sentence)
    written = _e164(number)
    if written != phone:
        raise InvalidError(path, f"{shown(phone)} cannot stand here; write it as {written}")
    if not _takes_sms(number) and not FOR_EXAMPLES.fullmatch(written):
        given = shown(phone)
        raise InvalidError(path, f"{given} takes no SMS; it must be a number of a mobile phone, such as +819012345678")


def e164(phone: str) -> str | None:
    """Convert a number to E.164; None if it is none."""
    number = _parsed(phone)
    return _e164(number) if number is not None else None


def _parsed(phone: str) -> "PhoneNumber | None":
    """Parse a number; the numbering plans are loaded on first use."""
    import phonenumbers

    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return None
    return None if number.extension or not phonenumbers.is_possible_number(number) else number


def _e164(number: "PhoneNumber") -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _takes_sms(number: "PhoneNumber") -> bool:
    """Return whether the number can receive SMS. Numbers of countries whose plan does not mark mobile ones are accepted."""
    from phonenumbers import PhoneNumberType, number_type

    return number_type(number) in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
