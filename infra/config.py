"""What a deployment may choose: the context of `cdk.json` and of `cdk deploy -c key=value`, read in one place."""

import json
from dataclasses import dataclass
from typing import Any

from aws_cdk import RemovalPolicy
from constructs import Node


@dataclass(frozen=True, kw_only=True)
class Config:
    """A deployment's choices; `cdk.json` holds the default of each."""

    stage: str
    sender: str
    """The address that mails come from."""
    sender_identity: str
    """An SES identity (a domain or an address) that exists already and covers the sender; empty: the stack makes one."""
    alarm_email: str
    """Who hears of alarms; empty: nobody, and the topic waits for a subscription."""
    keep_data: bool
    deletion_protection: bool
    x_apps: tuple[str, ...]
    """One webhook path and one secret each."""
    x_api_url: str
    desk_url: str
    """The page's address, if something of the team's own stands in front of the API."""
    domain_name: str
    certificate_arn: str
    login_prefix: str
    login_url: str
    """Where people sign in, if not on Cognito's own domain: the local emulator serves it elsewhere."""
    login_callbacks: tuple[str, ...]
    """Addresses beside the desk's own that a sign-in may return to, such as a page under development."""
    architecture: str
    wheels_platform: str
    """The platform that the asset's wheels are for; empty: this machine's, for the local emulator."""
    wheels_python: str

    @property
    def removal_policy(self) -> RemovalPolicy:
        """What becomes of stored things when the stack goes."""
        return RemovalPolicy.RETAIN if self.keep_data else RemovalPolicy.DESTROY

    @classmethod
    def of(cls, node: Node) -> "Config":
        """The choices in force at `node`.

        The command line hands over strings only, so a list may come as JSON and a flag as "true" or "false".
        Raises ValueError that names the key and what it should be.
        """
        policy = _text(node, "removal_policy")
        if policy not in {"retain", "destroy"}:
            raise ValueError(f"context removal_policy is {policy!r}; it should be retain or destroy")
        config = cls(
            stage=_text(node, "stage"),
            sender=_text(node, "sender"),
            sender_identity=_text(node, "sender_identity"),
            alarm_email=_text(node, "alarm_email"),
            keep_data=policy == "retain",
            deletion_protection=_flag(node, "deletion_protection"),
            x_apps=_list(node, "x_apps"),
            x_api_url=_text(node, "x_api_url").rstrip("/"),
            desk_url=_text(node, "desk_url").rstrip("/"),
            domain_name=_text(node, "domain_name"),
            certificate_arn=_text(node, "certificate_arn"),
            login_prefix=_text(node, "login_prefix"),
            login_url=_text(node, "login_url").rstrip("/"),
            login_callbacks=_list(node, "login_callbacks"),
            architecture=_text(node, "architecture"),
            wheels_platform=_text(node, "wheels_platform"),
            wheels_python=_text(node, "wheels_python"),
        )
        config.check()
        return config

    def check(self) -> None:
        """Raises ValueError where choices contradict each other: better at synth than half-way through a deployment."""
        if bool(self.domain_name) != bool(self.certificate_arn):
            raise ValueError("context domain_name and certificate_arn go together: give both, or neither")
        if not self.x_apps:
            raise ValueError("context x_apps is empty; it should name at least one X app")
        if self.architecture not in {"arm64", "x86_64"}:
            raise ValueError(f"context architecture is {self.architecture!r}; it should be arm64 or x86_64")
        if "@" not in self.sender:
            raise ValueError(f"context sender is {self.sender!r}; it should be a mail address")


def _value(node: Node, key: str) -> Any:
    value = node.try_get_context(key)
    if value is None:
        raise ValueError(f"context {key} is missing; cdk.json has its default")
    return value


def _text(node: Node, key: str) -> str:
    value = _value(node, key)
    if not isinstance(value, str):
        raise ValueError(f"context {key} is {value!r}; it should be text")  # noqa: TRY004
    return value


def _flag(node: Node, key: str) -> bool:
    value = _value(node, key)
    if str(value).lower() not in {"true", "false"}:
        raise ValueError(f"context {key} is {value!r}; it should be true or false")
    return str(value).lower() == "true"


def _list(node: Node, key: str) -> tuple[str, ...]:
    value = _value(node, key)
    if isinstance(value, str):
        value = json.loads(value)
    if not isinstance(value, list):
        raise ValueError(f"context {key} is {value!r}; it should be a list")  # noqa: TRY004
    return tuple(str(item) for item in value)
