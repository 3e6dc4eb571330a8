"""The options of a deployment: the context of `cdk.json` and of `cdk deploy -c key=value`, read in one place."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import RemovalPolicy
from constructs import Node

SENDER_ID = r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}"
"""https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-sender-id.html"""

PRICE = r"[0-9]{1,2}(\.[0-9]{1,4})?"

APP = r"[A-Za-z0-9]{1,40}"
"""Networks and apps stand in addresses and in the names of outputs."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """A deployment's options; `cdk.json` holds the default of each."""

    stage: str
    sender: str
    """The address that mails come from."""
    sender_identity: str
    """An SES identity (a domain or an address) that exists already and covers the sender; empty: the stack makes one."""
    sender_domain: str
    """A domain for which the stack makes the SES identity; its DKIM records are outputs. Empty: only the address."""
    sms_sender_id: str
    """The name that an SMS comes from, where the country of the number allows one; empty: what SNS has."""
    sms_max_price_usd: str
    """SNS does not send an SMS that would cost more; empty: whatever it costs."""
    sms_monthly_usd: float
    """The limit of the AWS account's spending on SMS in a month; SNS begins with one dollar. The alarm sounds at four fifths."""
    alarm_email: str
    """The address that receives alarms; empty: the topic has no subscription until the team adds one."""
    keep_data: bool
    deletion_protection: bool
    apps: Mapping[str, tuple[str, ...]]
    """The brand's apps, by the name of the network or family of networks: one webhook path and two secrets each."""
    network_urls: Mapping[str, str]
    """The address of each API, by the name of the network or family, if not its own: a stand-in for tests."""
    desk_url: str
    """The page's address, if the team has a proxy of its own in front of the API."""
    domain_name: str
    certificate_arn: str
    login_prefix: str
    login_url: str
    """The address of the sign-in page, if it is not on Cognito's own domain; the local emulator serves it elsewhere."""
    login_from_sender: bool
    """Whether invitations and codes are sent from the sender by SES, which must be verified by then; else by Cognito."""
    login_callbacks: tuple[str, ...]
    """Callback URLs beside the desk's own, such as a page under development."""
    architecture: str
    wheels_platform: str
    """The platform of the asset's wheels; empty: this machine's, for the local emulator."""
    wheels_python: str

    @property
    def removal_policy(self) -> RemovalPolicy:
        """Whether stored data is kept when the stack is deleted."""
        return RemovalPolicy.RETAIN if self.keep_data else RemovalPolicy.DESTROY

    @property
    def every_app(self) -> list[tuple[str, str]]:
        """Each app with its network's name."""
        return [(network, app) for network, apps in self.apps.items() for app in apps]

    @classmethod
    def of(cls, node: Node) -> "Config":
        """Read the options in force at `node`.

        The command line passes strings only, so a list may come as JSON and a flag as "true" or "false".
        Raises ValueError that names the key and the expected value.
        """
        policy = _text(node, "removal_policy")
        if policy not in {"retain", "destroy"}:
            raise ValueError(f"context removal_policy is {policy!r}; it should be retain or destroy")
        config = cls(
            stage=_text(node, "stage"),
            sender=_text(node, "sender"),
            sender_identity=_text(node, "sender_identity"),
            sender_domain=_text(node, "sender_domain").lower(),
            sms_sender_id=_text(node, "sms_sender_id"),
            sms_max_price_usd=_text(node, "sms_max_price_usd"),
            sms_monthly_usd=_dollars(node, "sms_monthly_usd"),
            alarm_email=_text(node, "alarm_email"),
            keep_data=policy == "retain",
            deletion_protection=_flag(node, "deletion_protection"),
            apps={name: _texts("apps", apps) for name, apps in _mapping(node, "apps").items()},
            network_urls={name: str(url).rstrip("/") for name, url in _mapping(node, "network_urls").items()},
            desk_url=_text(node, "desk_url").rstrip("/"),
            domain_name=_text(node, "domain_name"),
            certificate_arn=_text(node, "certificate_arn"),
            login_prefix=_text(node, "login_prefix"),
            login_url=_text(node, "login_url").rstrip("/"),
            login_from_sender=_flag(node, "login_from_sender"),
            login_callbacks=_list(node, "login_callbacks"),
            architecture=_text(node, "architecture"),
            wheels_platform=_text(node, "wheels_platform"),
            wheels_python=_text(node, "wheels_python"),
        )
        config.check()
        return config

    def check(self) -> None:
        """Check that the options do not contradict each other, at synth rather than half-way through a deployment.

        Raises ValueError."""
        if bool(self.domain_name) != bool(self.certificate_arn):
            raise ValueError("context domain_name and certificate_arn go together: give both, or neither")
        if not self.every_app:
            raise ValueError("context apps is empty; it should name at least one app of a network")
        for name in (word for network_and_app in self.every_app for word in network_and_app):
            if not re.fullmatch(APP, name):
                raise ValueError(f"context apps names {name!r}; it should be letters and digits")
        if self.architecture not in {"arm64", "x86_64"}:
            raise ValueError(f"context architecture is {self.architecture!r}; it should be arm64 or x86_64")
        if "@" not in self.sender:
            raise ValueError(f"context sender is {self.sender!r}; it should be a mail address")
        if self.sender_domain and self.sender_identity:
            raise ValueError(
                "context sender_domain and sender_identity exclude each other: the identity is made, or is there"
            )
        if self.sender_domain and self.sender.lower().rpartition("@")[2] != self.sender_domain:
            raise ValueError(
                f"context sender_domain is {self.sender_domain!r}; it should be the domain of {self.sender!r}"
            )
        if self.sms_sender_id and not re.fullmatch(SENDER_ID, self.sms_sender_id):
            raise ValueError(
                f"context sms_sender_id is {self.sms_sender_id!r}; it should be 1 to 11 letters and digits, one a letter"
            )
        if self.sms_max_price_usd and not re.fullmatch(PRICE, self.sms_max_price_usd):
            raise ValueError(
                f"context sms_max_price_usd is {self.sms_max_price_usd!r}; it should be dollars, such as 0.50"
            )


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


def _dollars(node: Node, key: str) -> float:
    amount = str(_value(node, key))
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", amount) or float(amount) == 0:
        raise ValueError(f"context {key} is {amount!r}; it should be dollars, such as 20")
    return float(amount)


def _flag(node: Node, key: str) -> bool:
    value = _value(node, key)
    if str(value).lower() not in {"true", "false"}:
        raise ValueError(f"context {key} is {value!r}; it should be true or false")
    return str(value).lower() == "true"


def _list(node: Node, key: str) -> tuple[str, ...]:
    value = _value(node, key)
    return _texts(key, json.loads(value) if isinstance(value, str) else value)


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"context {key} is {value!r}; it should be a list")  # noqa: TRY004
    return tuple(str(item) for item in value)


def _mapping(node: Node, key: str) -> dict[str, Any]:
    value = _value(node, key)
    if isinstance(value, str):
        value = json.loads(value)
    if not isinstance(value, dict):
        raise ValueError(f"context {key} is {value!r}; it should be an object, by network")  # noqa: TRY004
    return value
