"""The options of a deployment, read in one place: the stage's file, and `cdk deploy -c key=value` above it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aws_cdk import RemovalPolicy
from constructs import Node

from infra import stage_file
from infra.options import Options, texts

SENDER_ID = r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}"
"""https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-sender-id.html"""

PRICE = r"[0-9]{1,2}(\.[0-9]{1,4})?"

APP = r"[A-Za-z0-9]{1,40}"
"""Networks and apps stand in addresses and in the names of outputs."""

STAGE = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
STAGE_LENGTH = 20
"""A stage names the stack, and is a part of the sign-in's domain."""

LOGIN_PREFIX = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
RESERVED_IN_LOGINS = ("aws", "amazon", "cognito")
"""https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html"""

ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
"""A bare mail address, as SES wants it of an identity: without a name, and with a domain of several parts."""

CERTIFICATE = r"arn:aws:acm:([a-z0-9-]+):[0-9]{12}:certificate/[A-Za-z0-9-]+"

TABLE_NAME = r"[A-Za-z0-9_.-]{3,255}"
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html"""

STREAM = r"arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/([A-Za-z0-9_.-]+)/stream/[0-9T:.-]+"

DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"

NOBODYS_DOMAIN = r"(?:.*\.)?example(?:\.(?:com|org|net))?"
"""Domains that belong to nobody (RFC 2606): whoever deploys with one has kept the example's choices."""

PLATFORMS: Final = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}
"""uv's platform of the wheels that Lambda runs, by its architecture."""

OF_THE_ARCHITECTURE: Final = "auto"

PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
"""What this project runs on of what Lambda has: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""

READERS: Final = range(2, 1001)
"""Concurrent calls that an event source of a queue may be held to: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"""

TRIED_OUT: Final = frozenset({stage_file.EXAMPLE, "local"})
"""Stages that never reach a cloud."""

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


@dataclass(frozen=True)
class Destination:
    """The account and region of the credentials that deploy; empty as long as there are none."""

    account: str = ""
    region: str = ""


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
        """What becomes of stored data that a deployment removes, replaces, or deletes with the stack.

        Data is kept, except what a creation made that then failed: it is empty, and the next try would find its name taken.
        """
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if self.keep_data else RemovalPolicy.DESTROY

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
        for wrong in self._mistakes(to):
            raise ValueError(wrong)

    def _mistakes(self, to: Destination) -> Iterable[str]:
        if not re.fullmatch(STAGE, self.stage) or len(self.stage) > STAGE_LENGTH:
            yield (
                f"stage is {self.stage!r}; it should be at most {STAGE_LENGTH} lower-case letters, digits and single "
                "hyphens, with a letter first: it is a part of the stack's name and of the sign-in's address"
            )
        yield from self._mistakes_of_place(to)
        yield from self._mistakes_of_login()
        yield from self._mistakes_of_sender()
        yield from self._mistakes_of_apps()
        if self.sms_sender_id and not re.fullmatch(SENDER_ID, self.sms_sender_id):
            yield f"sms_sender_id is {self.sms_sender_id!r}; it should be 1 to 11 letters and digits, one a letter"
        if self.sms_max_price_usd and not re.fullmatch(PRICE, self.sms_max_price_usd):
            yield f"sms_max_price_usd is {self.sms_max_price_usd!r}; it should be dollars, such as 0.50"
        if self.ingest_concurrency not in READERS:
            yield (
                f"ingest_concurrency is {self.ingest_concurrency}; it should lie between {READERS.start} and "
                f"{READERS.stop - 1}, as Lambda's event sources take it"
            )
        if self.table_name and not re.fullmatch(TABLE_NAME, self.table_name):
            yield f"table_name is {self.table_name!r}; it should be the name of a table, without its ARN"
        stream = re.fullmatch(STREAM, self.table_stream_arn)
        if bool(self.table_name) != bool(self.table_stream_arn):
            yield "table_name and table_stream_arn go together: `desk backup restore` says both"
        elif self.table_name and (stream is None or stream[1] != self.table_name):
            yield (
                f"table_stream_arn is {self.table_stream_arn!r}; it should be that of {self.table_name}'s stream: "
                "arn:aws:dynamodb:<region>:<account>:table/<table_name>/stream/<time>"
            )
        if self.python not in PYTHONS and self.platform:
            yield f"python is {self.python!r}; it should be one of {', '.join(PYTHONS)}, in quotes"
        if self.architecture not in PLATFORMS:
            yield f"architecture is {self.architecture!r}; it should be {' or '.join(PLATFORMS)}"
        elif self.platform and self.platform.partition("-")[0] != PLATFORMS[self.architecture].partition("-")[0]:
            yield (
                f"wheels_platform is {self.wheels_platform!r}, which an architecture of {self.architecture} cannot run; "
                "leave it out, and it follows the architecture"
            )

    def _mistakes_of_place(self, to: Destination) -> Iterable[str]:
        if self.account and not re.fullmatch(r"[0-9]{12}", self.account):
            yield f"account is {self.account!r}; it should be the twelve digits of an AWS account, in quotes"
        for what, chosen, is_there in (("account", self.account, to.account), ("region", self.region, to.region)):
            if chosen and is_there and chosen != is_there:
                yield f"{what} is {chosen!r}, and your credentials lead to {is_there}: take those of this stage"
        if bool(self.domain_name) != bool(self.certificate_arn):
            yield "domain_name and certificate_arn go together: give both, or neither"
        if self.domain_name and not re.fullmatch(DOMAIN, self.domain_name):
            yield f"domain_name is {self.domain_name!r}; it should be a domain in lower case, such as desk.example.com"
        if not self.certificate_arn:
            return
        certificate = re.fullmatch(CERTIFICATE, self.certificate_arn)
        region = self.region or to.region
        if certificate is None:
            yield f"certificate_arn is {self.certificate_arn!r}; it should be arn:aws:acm:<region>:<account>:certificate/<id>"
        elif region and certificate[1] != region:
            yield (
                f"certificate_arn is one of {certificate[1]}, and the desk goes to {region}: an API's domain takes a "
                "certificate of its own region only"
            )

    def _mistakes_of_apps(self) -> Iterable[str]:
        if not self.every_app:
            yield f"apps is empty: name at least one app of a network in {stage_file.path(self.stage).name}"
        for name in (word for network_and_app in self.every_app for word in network_and_app):
            if not re.fullmatch(APP, name):
                yield f"apps names {name!r}; it should be letters and digits"

    def _mistakes_of_sender(self) -> Iterable[str]:
        if not self.sender:
            yield f"sender is missing: say in {stage_file.path(self.stage).name} which address mails come from"
        elif not re.fullmatch(ADDRESS, self.sender):
            yield f"sender is {self.sender!r}; it should be a bare mail address, such as desk@your.example"
        domain = self.sender.lower().rpartition("@")[2]
        if re.fullmatch(NOBODYS_DOMAIN, domain) and self.stage not in TRIED_OUT:
            yield f"sender is {self.sender!r}, the example's: mails have to come from an address of yours"
        if self.alarm_email and not re.fullmatch(ADDRESS, self.alarm_email):
            yield f"alarm_email is {self.alarm_email!r}; it should be a bare mail address"
        if self.runbook_url and not re.fullmatch(r"https://[^\s#]+", self.runbook_url):
            yield f"runbook_url is {self.runbook_url!r}; it should be the https address of docs/runbook.md in your repository"
        if self.sender_domain and self.sender_identity:
            yield "sender_domain and sender_identity exclude each other: the identity is made, or is there"
        if self.sender_domain and domain != self.sender_domain:
            yield f"sender_domain is {self.sender_domain!r}; it should be the domain of {self.sender!r}"
        covered = {self.sender.lower(), *(domain.split(".", n)[-1] for n in range(domain.count(".")))}
        if self.sender_identity and self.sender_identity.lower() not in covered:
            yield f"sender_identity is {self.sender_identity!r}, which does not cover the sender {self.sender!r}"

    def _mistakes_of_login(self) -> Iterable[str]:
        if self.login_prefix and not re.fullmatch(LOGIN_PREFIX, self.login_prefix):
            yield f"login_prefix is {self.login_prefix!r}; it should be at most 63 lower-case letters, digits and hyphens"
        for reserved in RESERVED_IN_LOGINS:
            if reserved in self.login_prefix:
                yield f"login_prefix holds {reserved!r}, which Cognito refuses in the address of a sign-in"
            elif reserved in self.stage and not self.login_prefix:
                yield (
                    f"stage holds {reserved!r}, which Cognito refuses in the address of the sign-in: choose another, or "
                    "a login_prefix"
                )
