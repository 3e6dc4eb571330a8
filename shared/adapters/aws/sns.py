"""SMS through Amazon SNS."""

import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, cast

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client, code_of
from shared.domain.errors import AddressRefusedError, CarrierSuspendedError, DeliveryError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.settings.desk import Person

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

REFUSED = {"InvalidParameter": AddressFault.INVALID, "OptedOut": AddressFault.OPTED_OUT}
"""SNS errors for a number to which it never sends; the message's other parameters are known to be valid."""

CLOSED = frozenset({"LimitExceeded", "LimitExceededException", "ServiceQuotaExceededException"})
"""Errors with which SNS rejects all messages of the account. A spent monthly limit is not among them: SNS accepts the
message and drops it, for which there is an alarm on spending."""

KEPT_SECONDS = 600
"""How long the account's limit is cached, and how long opt-outs are not checked after a check failed."""


class SnsTexter:
    """Sends SMS as transactional, the more expensive and more reliable route. `sender_id` is shown as the sender if the number's
    country allows one; SNS does not send a message that would cost more than `max_price` dollars.

    SNS accepts a message to an opted-out number and drops it silently, so opt-outs are checked before.
    """

    def __init__(
        self,
        sender_id: str | None = None,
        max_price: str | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sender_id = sender_id
        self._max_price = max_price
        self._monotonic = monotonic
        self._ask_from: float | None = None

    @cached_property
    def _client(self) -> "SNSClient":
        return cast("SNSClient", client("sns"))

    def send(self, person: Person, *, text: str) -> None:
        if not person.phone:
            raise DeliveryError(f"{person.name} has no phone number.")
        if self._opted_out(person.phone):
            raise AddressRefusedError(AddressFault.OPTED_OUT, "The number has opted out of messages from this account.")
        attributes = {"AWS.SNS.SMS.SMSType": _string("Transactional")}
        if self._sender_id:
            attributes["AWS.SNS.SMS.SenderID"] = _string(self._sender_id)
        if self._max_price:
            attributes["AWS.SNS.SMS.MaxPrice"] = {"DataType": "Number", "StringValue": self._max_price}
        try:
            self._client.publish(PhoneNumber=person.phone, Message=text, MessageAttributes=attributes)
        except ClientError as error:
            raise _translated(error) from error
        except BotoCoreError as error:
            raise DeliveryError(f"The SMS did not go out: {error}") from error

    def _opted_out(self, number: str) -> bool:
        """Return whether the number has opted out; False if the check fails, which is then skipped for ten minutes."""
        if self._ask_from is not None and self._monotonic() < self._ask_from:
            return False
        try:
            return self._client.check_if_phone_number_is_opted_out(phoneNumber=number).get("isOptedOut", False)
        except ClientError as error:
            if code_of(error) not in REFUSED:
                self._ask_from = self._monotonic() + KEPT_SECONDS
        except BotoCoreError:
            self._ask_from = self._monotonic() + KEPT_SECONDS
        return False


class SnsAccount:
    """The AWS account's monthly SMS limit."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: tuple[float, float | None] | None = None

    @cached_property
    def _client(self) -> "SNSClient":
        return cast("SNSClient", client("sns"))

    def monthly_limit(self) -> float | None:
        """Return the limit in US dollars; None if SNS does not report it."""
        now = self._monotonic()
        if self._kept is None or now - self._kept[0] >= KEPT_SECONDS:
            self._kept = now, self._read()
        return self._kept[1]

    def _read(self) -> float | None:
        try:
            said = self._client.get_sms_attributes(attributes=["MonthlySpendLimit"])["attributes"]
            return float(said["MonthlySpendLimit"])
        except (ClientError, BotoCoreError, KeyError, ValueError):
            return None


def _translated(error: ClientError) -> DeliveryError:
    words = f"The SMS did not go out: {error}"
    code = code_of(error)
    if code in REFUSED:
        return AddressRefusedError(REFUSED[code], words)
    return CarrierSuspendedError(words) if code in CLOSED else DeliveryError(words)


def _string(value: str) -> "MessageAttributeValueTypeDef":
    return {"DataType": "String", "StringValue": value}
