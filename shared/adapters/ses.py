"""Mails through Amazon SES."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws import patience
from shared.domain.desk import Person
from shared.domain.errors import DeliveryError

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import ContentTypeDef, SendEmailRequestTypeDef


class SesMailer:
    """`configuration_set` is where bounces and complaints are heard; without one they are not."""

    def __init__(self, sender: str, configuration_set: str | None = None) -> None:
        self._sender = sender
        self._configuration_set = configuration_set

    @cached_property
    def _client(self) -> "SESV2Client":
        return boto3.client("sesv2", config=patience())

    def send(self, person: Person, *, subject: str, text: str, html: str) -> None:
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
        try:
            self._client.send_email(**mail)
        except (ClientError, BotoCoreError) as error:
            raise DeliveryError(f"The mail did not go out: {error}") from error


def _utf8(data: str) -> "ContentTypeDef":
    return {"Data": data, "Charset": "UTF-8"}
