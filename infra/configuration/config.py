"""The options of a deployment, read in one place: the stage's file, and `cdk deploy -c key=value` above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aws_cdk import RemovalPolicy
from constructs import Node

from infra.configuration import stage_file
from infra.configuration.destination import Destination
from infra.configuration.mistakes import mistakes
from infra.configuration.options import Options, texts
from infra.configuration.platforms import PLATFORMS

OF_THE_ARCHITECTURE: Final = "auto"

DEFAULTS: Final[Mapping[str, Any]] = {
    "stage": stage_file.EXAMPLE,
    "account": "",
    "region": "",
    "sender": "",
    "sender_identity": "",
    "sender_domain": "",
    "sms_sender_id": "",
    "sms_max_price_usd": "0.50",
    "sms_monthly_usd": 1,
    "alarm_email": "",
    "runbook_url": "",
    "alarms": "essential",
    "traces": False,
    "dashboard": False,
    "rollout": "at_once",
    "table_name": "",
    "table_stream_arn": "",
    "removal_policy": "retain",
    "deletion_protection": True,
    "apps": {},
    "network_urls": {},
    "webhook_concurrency": 0,
    "ingest_concurrency": 10,
    "desk_url": "",
    "domain_name": "",
    "certificate_arn": "",
    "login_prefix": "",
    "login_url": "",
    "login_from_sender": False,
    "login_callbacks": [],
    "architecture": "arm64",
    "wheels_platform": OF_THE_ARCHITECTURE,
    "python": "3.14",
}


@dataclass(frozen=True, kw_only=True)
class Config:
    """A deployment's options; `DEFAULTS` holds the default of each."""

    stage: str
    account: str
    region: str
    """Where the desk is deployed; empty: wherever the credentials lead."""
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
    runbook_url: str
    """Where the team reads docs/runbook.md, to which every alarm links; empty: in a checkout."""
    every_alarm: bool
    """Whether what can be told earlier, or of one queue or function alone, has alarms of its own beside the essential ones."""
    dashboard: bool
    """Whether CloudWatch has a dashboard of the desk, which it charges."""
    canary: bool
    """Whether a new release takes a tenth of the calls for five minutes first, and goes back if a function fails meanwhile."""
    traces: bool
    """Whether X-Ray records every invocation."""
    table_name: str
    """A table that is there, and that the desk goes on with; empty: the stack makes one."""
    table_stream_arn: str
    """The stream of that table, which changes whenever it is turned on again."""
    keep_data: bool
    deletion_protection: bool
    apps: Mapping[str, tuple[str, ...]]
    """The brand's apps, by the name of the network or family of networks: one webhook path and two secrets each."""
    network_urls: Mapping[str, str]
    """The address of each API, by the name of the network or family, if not its own: a stand-in for tests."""
    webhook_concurrency: int
    """How many deliveries are always taken at once, whatever else the AWS account runs; 0: none is reserved."""
    ingest_concurrency: int
    """How many calls of `ingest_posts` read the queue at once: the first limit that a growing desk meets (docs/scale.md)."""
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
    python: str
    """The version of Python that the functions run on, for which the bundle is made and compiled."""

    @property
    def removal_policy(self) -> RemovalPolicy:
        """The policy for stored data that a deployment removes, replaces, or deletes with the stack.

        Data is kept, except what a creation made that then failed: it is empty, and the next try would find its name taken.
        """
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if self.keep_data else RemovalPolicy.DESTROY

    @property
    def timer_name(self) -> str:
        """The name of the state machine. Its function has to know it, and is made before it."""
        return f"Sokuto-{self.stage}-timer"

    @property
    def every_app(self) -> list[tuple[str, str]]:
        """Each app with its network's name."""
        return [(network, app) for network, apps in self.apps.items() for app in apps]

    @classmethod
    def of(cls, node: Node, *, to: Destination | None = None, folder: Path | None = None) -> "Config":
        """Read the options in force at `node`: the command line's, else the stage's file's in `folder`, else the defaults.

        The command line passes strings only, so a list may come as JSON and a flag as "true" or "false". `to` is where the
        credentials lead. Raises ValueError that names the key and the expected value.
        """
        said = Options(node, DEFAULTS, folder)
        config = cls(
            stage=said.stage,
            account=said.text("account"),
            region=said.text("region"),
            sender=said.text("sender"),
            sender_identity=said.text("sender_identity"),
            sender_domain=said.text("sender_domain").lower(),
            sms_sender_id=said.text("sms_sender_id"),
            sms_max_price_usd=said.text("sms_max_price_usd"),
            sms_monthly_usd=said.dollars("sms_monthly_usd"),
            alarm_email=said.text("alarm_email"),
            runbook_url=said.text("runbook_url"),
            every_alarm=said.one_of("alarms", "essential", "all") == "all",
            canary=said.one_of("rollout", "at_once", "canary") == "canary",
            traces=said.flag("traces"),
            dashboard=said.flag("dashboard"),
            table_name=said.text("table_name"),
            table_stream_arn=said.text("table_stream_arn"),
            keep_data=said.one_of("removal_policy", "retain", "destroy") == "retain",
            deletion_protection=said.flag("deletion_protection"),
            apps={name: texts("apps", apps) for name, apps in said.mapping("apps").items()},
            network_urls={name: str(url).rstrip("/") for name, url in said.mapping("network_urls").items()},
            webhook_concurrency=said.whole("webhook_concurrency"),
            ingest_concurrency=said.whole("ingest_concurrency"),
            desk_url=said.text("desk_url").rstrip("/"),
            domain_name=said.text("domain_name"),
            certificate_arn=said.text("certificate_arn"),
            login_prefix=said.text("login_prefix"),
            login_url=said.text("login_url").rstrip("/"),
            login_from_sender=said.flag("login_from_sender"),
            login_callbacks=said.list("login_callbacks"),
            architecture=said.text("architecture"),
            wheels_platform=said.text("wheels_platform"),
            python=said.text("python"),
        )
        config.check(to or Destination())
        return config

    @property
    def platform(self) -> str:
        """The platform of the bundle's wheels: the architecture's, unless another is named."""
        if self.wheels_platform == OF_THE_ARCHITECTURE:
            return PLATFORMS.get(self.architecture, self.architecture)
        return self.wheels_platform

    def check(self, to: Destination) -> None:
        """Check at synth what would fail half-way through a deployment, or after it. Raises ValueError."""
        for mistake in mistakes(self, to):
            raise ValueError(mistake)
