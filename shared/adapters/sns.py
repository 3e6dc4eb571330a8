"""SMS through Amazon SNS."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws import patience
from shared.domain.desk import Person
from shared.domain.errors import DeliveryError

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


class SnsTexter:
    """Transactional: an alert is worth the dearer, surer route. `sender_id` shows as the sender where the country of the
    number allows one."""

    def __init__(self, sender_id: str | None = None) -> None:
        self._sender_id = sender_id

    @cached_property
    def _client(self) -> "SNSClient":
        return boto3.client("sns", config=patience())

    def send(self, person: Person, *, text: str) -> None:
        if not person.phone:
            raise DeliveryError(f"{person.name} has no phone number.")
        attributes = {"AWS.SNS.SMS.SMSType": _string("Transactional")}
        if self._sender_id:
            attributes["AWS.SNS.SMS.SenderID"] = _string(self._sender_id)
        try:
            self._client.publish(PhoneNumber=person.phone, Message=text, MessageAttributes=attributes)
        except (ClientError, BotoCoreError) as error:
            raise DeliveryError(f"The SMS did not go out: {error}") from error


def _string(value: str) -> "MessageAttributeValueTypeDef":
    return {"DataType": "String", "StringValue": value}
