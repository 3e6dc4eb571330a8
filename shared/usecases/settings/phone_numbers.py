"""Phone numbers that an SMS can reach."""

import re
from typing import TYPE_CHECKING

from shared.domain.errors import InvalidError
from shared.domain.text.suggestions import shown

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

FOR_EXAMPLES = re.compile(
    r"\+(81[789]00000[0-9]{4}|447700900[0-9]{3}|1[2-9][0-9]{2}55501[0-9]{2}|61491570[0-9]{3}|3363998[0-9]{4})"
)
"""Numbers that are kept for examples and plays (Ofcom, NANPA, ACMA, ARCEP), and Japanese ones that nobody is given: the
plans know no owner for them, and a demo has to write some."""


def check_phone(phone: str, path: str) -> None:
    """A mobile number in E.164. Raises InvalidError for what is none, and for one to which no SMS goes."""
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
    """The number in E.164, however it was written; None for what is none."""
    number = _parsed(phone)
    return _e164(number) if number is not None else None


def _parsed(phone: str) -> "PhoneNumber | None":
    """The plans are loaded when first asked for."""
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
    """In some countries a plan does not tell mobile numbers from others; they are believed."""
    from phonenumbers import PhoneNumberType, number_type

    return number_type(number) in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
