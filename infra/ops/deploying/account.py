"""An AWS account as the deployer's credentials see it: the questions that are asked of it before anything is made."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from infra.configuration.destination import Destination
from shared.domain.errors import UnavailableError
from shared.usecases.operations.findings import Finding, State

Look = Callable[[], Iterator[Finding]]

ABSENT = frozenset(
    {
        "ChangeSetNotFound",
        "NotFoundException",
        "ParameterNotFound",
        "ResourceNotFoundException",
        "StateMachineDoesNotExist",
        "ValidationError",  # CloudFormation's word for a stack that does not exist
    }
)


PATIENCE = ClientConfig(connect_timeout=3, read_timeout=15, retries={"mode": "standard", "total_max_attempts": 3})


class AwsAccount:
    """AWS at the deployer's credentials. Everything raises UnavailableError; a thing that is not there is None."""

    def __init__(self, region: str = "", make: Callable[..., Any] = boto3.client) -> None:
        """`region` is the stage's own choice; empty: that of the environment or the profile."""
        self._make = make
        self._region = region or os.environ.get("AWS_REGION") or boto3.session.Session().region_name or ""
        self._clients: dict[str, Any] = {}

    @cached_property
    def destination(self) -> Destination:
        """Where the credentials lead."""
        if not self._region:
            raise UnavailableError("No region is chosen: set AWS_REGION, or the region of your profile.")
        said = self.ask("sts", "get_caller_identity") or {"Arn": "arn:::::", "Account": ""}
        if said["Arn"].split(":")[1] != "aws":
            raise UnavailableError("The credentials are of China or GovCloud, which the desk does not support.")
        return Destination(said["Account"], self._region)

    def ask(self, service: str, call: str, **what: Any) -> Mapping[str, Any] | None:
        """Return the answer of a call; None if what is asked for does not exist."""
        try:
            if service not in self._clients:
                self._clients[service] = self._make(service, region_name=self._region or None, config=PATIENCE)
            answer: Mapping[str, Any] = getattr(self._clients[service], call)(**what)
        except ClientError as e:
            code, words = (e.response.get("Error", {}).get(part, "") for part in ("Code", "Message"))
            if code in ABSENT:
                return None
            raise UnavailableError(f"{service} answered {call} with {code}: {words}") from e
        except BotoCoreError as e:
            raise UnavailableError(f"{service} cannot be asked: {e}") from e
        return answer

    def resources(self, stack: str, kind: str) -> list[str]:
        """Return the names that a stack's resources of one type have in the account. The list is read by pages: asked for at
        once, CloudFormation tells the first hundred only."""
        found, page = [], {"StackName": stack}
        while True:
            said = self.ask("cloudformation", "list_stack_resources", **page) or {}
            found += [
                one["PhysicalResourceId"]
                for one in said.get("StackResourceSummaries", ())
                if one["ResourceType"] == kind and one.get("PhysicalResourceId")
            ]
            if not said.get("NextToken"):
                return found
            page |= {"NextToken": said["NextToken"]}

    def concurrency(self) -> Mapping[str, Any]:
        """Return Lambda's limits of the account."""
        said = self.ask("lambda", "get_account_settings") or {}
        limit: Mapping[str, Any] = said.get("AccountLimit", {})
        return limit


def calls_at_once() -> int | None:
    """Return how many functions may run at once in the account of the environment; None if it is not told. Raises UnavailableError."""
    return AwsAccount().concurrency().get("ConcurrentExecutions")


def fine(area: str, what: str, sentence: str = "") -> Finding:
    return Finding(area, what, State.FINE, sentence)


def note(area: str, what: str, sentence: str) -> Finding:
    return Finding(area, what, State.NOTE, sentence)


def fault(area: str, what: str, sentence: str) -> Finding:
    return Finding(area, what, State.FAULT, sentence)
