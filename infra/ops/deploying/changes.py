"""What a deployment would take away, told before it does."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from infra.ops.deploying.account import AwsAccount
from shared.domain.errors import UnavailableError

HOLD_DATA: Final[Mapping[str, str]] = {
    "AWS::DynamoDB::Table": "every ticket, post, setting and number",
    "AWS::Cognito::UserPool": "the people and their sign-in",
    "AWS::SecretsManager::Secret": "keys of an app, or its accounts' permissions",
    "AWS::S3::Bucket": "pictures and files of customers",
    "AWS::SES::EmailIdentity": "the sender that SES has verified",
    "AWS::StepFunctions::StateMachine": "the timers of every running deadline",
    "AWS::SQS::Queue": "messages on their way",
}
"""Types of resources that hold what a deployment cannot make again, and what that is."""

SEEN_OUTSIDE: Final[Mapping[str, str]] = {
    "AWS::ApiGatewayV2::Api": "the addresses of the page and of every webhook",
    "AWS::ApiGatewayV2::DomainName": "the address of the page",
    "AWS::Cognito::UserPoolDomain": "the address of the sign-in",
    "AWS::Cognito::UserPoolClient": "everybody's session",
    "AWS::SNS::Subscription": "who is told of alarms",
}
"""Types of resources that people or networks notice when they go."""

KEPT: Final = frozenset({"Retain", "ReplaceAndRetain"})
"""What the policy of a resource does with it: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html"""


@dataclass(frozen=True, slots=True)
class Loss:
    """A resource that a deployment removes or replaces. `perhaps` replaced: CloudFormation knows only when it does it. `kept` in
    the account, but no longer used by the desk."""

    name: str
    kind: str
    replaced: bool
    perhaps: bool
    kept: bool

    @property
    def holds(self) -> str:
        return HOLD_DATA.get(self.kind) or SEEN_OUTSIDE.get(self.kind, "")

    @property
    def is_data(self) -> bool:
        return self.kind in HOLD_DATA

    @property
    def sentence(self) -> str:
        change = ("may be replaced" if self.perhaps else "is replaced") if self.replaced else "is removed"
        after = (
            "; the old one stays in the account, unused"
            if self.kept
            else ("; what it holds is gone" if self.is_data else "")
        )
        return f"{self.name} ({self.kind}) {change}" + (f": {self.holds}{after}" if self.holds else "")


def losses(changes: Iterable[Mapping[str, Any]]) -> list[Loss]:
    """Return what the resource changes of a change set remove or replace, what holds data first."""
    found = (_loss(change["ResourceChange"]) for change in changes if change.get("Type", "Resource") == "Resource")
    return sorted(
        (loss for loss in found if loss is not None), key=lambda loss: (not loss.is_data, not loss.holds, loss.name)
    )


def others(changes: Iterable[Mapping[str, Any]]) -> str:
    """Say how many resources are added and how many are changed where they are: what is replaced is one of the losses."""
    found = [change["ResourceChange"] for change in changes if change.get("Type", "Resource") == "Resource"]
    added = sum(change["Action"] == "Add" for change in found)
    changed = sum(change["Action"] == "Modify" and _loss(change) is None for change in found)
    return f"Resources added: {added}; changed in place: {changed}."


def _loss(change: Mapping[str, Any]) -> Loss | None:
    """Return the loss that a change means. One that may be replaced counts only if it holds or shows something: of the
    others, CloudFormation is unsure of dozens."""
    kind, replacement = change["ResourceType"], change.get("Replacement")
    counts = {"True", "Conditional"} if kind in HOLD_DATA or kind in SEEN_OUTSIDE else {"True"}
    replaced = change["Action"] == "Modify" and replacement in counts
    if change["Action"] != "Remove" and not replaced:
        return None
    return Loss(
        name=re.sub(r"[0-9A-F]{8}$", "", change["LogicalResourceId"]),
        kind=kind,
        replaced=replaced,
        perhaps=replacement == "Conditional",
        kept=change.get("PolicyAction") in KEPT,
    )


def changes_of(aws: AwsAccount, stack: str, change_set: str) -> Iterator[Mapping[str, Any]]:
    """Yield the changes of a change set, all its pages; none if it holds none. Raises UnavailableError."""
    page: dict[str, Any] = {"StackName": stack, "ChangeSetName": change_set}
    while True:
        said = aws.ask("cloudformation", "describe_change_set", **page)
        if said is None:
            return
        if said["Status"] not in {"CREATE_COMPLETE", "FAILED"}:
            raise UnavailableError(f"The change set {change_set} is {said['Status']}: {said.get('StatusReason', '')}")
        yield from said.get("Changes", ())
        if not said.get("NextToken"):
            return
        page |= {"NextToken": said["NextToken"]}
