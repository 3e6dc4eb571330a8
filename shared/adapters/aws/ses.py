"""Mails through Amazon SES."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, cast

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import asking, client, code_of
from shared.domain.errors import CarrierSuspendedError, DeliveryError
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import AlertKey

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import ContentTypeDef, MessageTagTypeDef, SendEmailRequestTypeDef

CLOSED = frozenset({"AccountSuspendedException", "LimitExceededException", "SendingPausedException"})
"""Errors with which SES rejects all mail of the account: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html"""

_TAG = re.compile("[A-Za-z0-9_-]{1,256}")
"""https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class SesMailer:
    """Sends mails. Bounces and complaints are reported through the `configuration_set`; without one they are not."""

    def __init__(self, sender: str, configuration_set: str | None = None) -> None:
        self._sender = sender
        self._configuration_set = configuration_set

    @cached_property
    def _client(self) -> "SESV2Client":
        return cast("SESV2Client", client("sesv2"))

    def send(self, person: Person, *, subject: str, text: str, html: str, about: AlertKey | None = None) -> None:
        if not person.email:
            raise DeliveryError(f"{person.name} has no mail address.")
        mail: SendEmailRequestTypeDef = {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [person.email]},
            "Content": {
                "Simple": {
                    "Subject": _utf8(" ".join(subject.split())),
                    "Body": {"Text": _utf8(text), "Html": _utf8(html)},
                }
            },
        }
        if self._configuration_set:
            mail["ConfigurationSetName"] = self._configuration_set
            if about is not None and (tags := tags_of(about)):
                mail["EmailTags"] = tags
        try:
            self._client.send_email(**mail)
        except ClientError as error:
            kind = CarrierSuspendedError if code_of(error) in CLOSED else DeliveryError
            raise kind(f"The mail did not go out: {error}") from error
        except BotoCoreError as error:
            raise DeliveryError(f"The mail did not go out: {error}") from error


class SesSuppressions:
    """The account's suppression list, to which SES adds addresses that bounced or complained."""

    @cached_property
    def _client(self) -> "SESV2Client":
        return cast("SESV2Client", client("sesv2"))

    def lift(self, address: str) -> None:
        with asking("SES's suppression list"):
            try:
                self._client.delete_suppressed_destination(EmailAddress=address)
            except ClientError as error:
                if code_of(error) != "NotFoundException":
                    raise


def tags_of(about: AlertKey) -> "list[MessageTagTypeDef]":
    """Return the key as message tags, which SES returns with a bounce: letters, digits, `_` and `-` only. If a step's name has
    other characters there are no tags; the mail matters more."""
    values = {
        "ticket": about.ticket,
        "clock": about.clock,
        "step": about.step,
        "due_at": str((about.due_at - _EPOCH) // _MICROSECOND),
    }
    if not all(_TAG.fullmatch(value) for value in values.values()):
        return []
    return [{"Name": name, "Value": value} for name, value in values.items()]


def alert_in(tags: Mapping[str, Sequence[str]]) -> AlertKey | None:
    """Read the key that `tags_of` wrote, from SES's lists of tags; None if it is missing or incomplete."""
    try:
        ticket, clock, step, due_at = (str(tags[name][0]) for name in ("ticket", "clock", "step", "due_at"))
        return AlertKey(ticket, clock, step, _EPOCH + int(due_at) * _MICROSECOND)
    except (KeyError, IndexError, ValueError, TypeError, OverflowError):
        return None


def _utf8(data: str) -> "ContentTypeDef":
    return {"Data": data, "Charset": "UTF-8"}
