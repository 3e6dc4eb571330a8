"""Depths of the queues and their dead-letter queues, for the health page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from shared.adapters.aws.clients import asking, client

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """The depth of a queue; `waiting` includes messages in flight. Both are SQS's approximations."""

    name: str
    waiting: int
    dead: int


class SqsDepths:
    """Reads the depths of queues, given by their names at the desk."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._dead: dict[str, str] = {}

    @cached_property
    def _client(self) -> "SQSClient":
        return cast("SQSClient", client("sqs"))

    def read(self) -> list[QueueDepth]:
        """Read the depth of each queue, with that of the dead-letter queue in its redrive policy."""
        return [self._of(name, url) for name, url in self._urls.items()]

    def _of(self, name: str, url: str) -> QueueDepth:
        with asking(f"the queue {name}"):
            attributes = self._attributes(url, "RedrivePolicy")
            target = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"]
            return QueueDepth(name, _count(attributes), _count(self._attributes(self._url(target))))

    def _url(self, arn: str) -> str:
        """Return the address of a dead-letter queue, which stays the same."""
        if arn not in self._dead:
            self._dead[arn] = self._client.get_queue_url(QueueName=arn.rsplit(":", 1)[-1])["QueueUrl"]
        return self._dead[arn]

    def _attributes(self, url: str, *more: "QueueAttributeNameType") -> "Mapping[QueueAttributeNameType, str]":
        names: list[QueueAttributeNameType] = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            *more,
        ]
        answer = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return answer["Attributes"]


def _count(attributes: "Mapping[QueueAttributeNameType, str]") -> int:
    return int(attributes["ApproximateNumberOfMessages"]) + int(attributes["ApproximateNumberOfMessagesNotVisible"])
