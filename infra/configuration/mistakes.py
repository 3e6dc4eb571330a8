"""What cannot be deployed as it is chosen (checked at synth, before anything is made)."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from infra.configuration import stage_file
from infra.configuration.destination import Destination
from infra.configuration.platforms import PLATFORMS, PYTHONS

if TYPE_CHECKING:
    from infra.configuration.config import Config

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

READERS: Final = range(2, 1001)
"""Concurrent calls that an event source of a queue may be held to: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"""

TRIED_OUT: Final = frozenset({stage_file.EXAMPLE, "local"})
"""Stages that never reach a cloud."""


def mistakes(config: "Config", to: Destination) -> Iterable[str]:
    """Yield what would fail half-way through a deployment, or after it, each as a sentence that names the key."""
    if not re.fullmatch(STAGE, config.stage) or len(config.stage) > STAGE_LENGTH:
        yield (
            f"stage is {config.stage!r}; it should be at most {STAGE_LENGTH} lower-case letters, digits and single "
            "hyphens, with a letter first: it is a part of the stack's name and of the sign-in's address"
        )
    yield from _mistakes_of_place(config, to)
    yield from _mistakes_of_login(config)
    yield from _mistakes_of_sender(config)
    yield from _mistakes_of_apps(config)
    if config.sms_sender_id and not re.fullmatch(SENDER_ID, config.sms_sender_id):
        yield f"sms_sender_id is {config.sms_sender_id!r}; it should be 1 to 11 letters and digits, one a letter"
    if config.sms_max_price_usd and not re.fullmatch(PRICE, config.sms_max_price_usd):
        yield f"sms_max_price_usd is {config.sms_max_price_usd!r}; it should be dollars, such as 0.50"
    if config.ingest_concurrency not in READERS:
        yield (
            f"ingest_concurrency is {config.ingest_concurrency}; it should lie between {READERS.start} and "
            f"{READERS.stop - 1}, as Lambda's event sources take it"
        )
    if config.table_name and not re.fullmatch(TABLE_NAME, config.table_name):
        yield f"table_name is {config.table_name!r}; it should be the name of a table, without its ARN"
    stream = re.fullmatch(STREAM, config.table_stream_arn)
    if bool(config.table_name) != bool(config.table_stream_arn):
        yield "table_name and table_stream_arn go together: `desk backup restore` says both"
    elif config.table_name and (stream is None or stream[1] != config.table_name):
        yield (
            f"table_stream_arn is {config.table_stream_arn!r}; it should be that of {config.table_name}'s stream: "
            "arn:aws:dynamodb:<region>:<account>:table/<table_name>/stream/<time>"
        )
    if config.python not in PYTHONS and config.platform:
        yield f"python is {config.python!r}; it should be one of {', '.join(PYTHONS)}, in quotes"
    if config.architecture not in PLATFORMS:
        yield f"architecture is {config.architecture!r}; it should be {' or '.join(PLATFORMS)}"
    elif config.platform and config.platform.partition("-")[0] != PLATFORMS[config.architecture].partition("-")[0]:
        yield (
            f"wheels_platform is {config.wheels_platform!r}, which an architecture of {config.architecture} cannot run; "
            "leave it out, and it follows the architecture"
        )


def _mistakes_of_place(config: "Config", to: Destination) -> Iterable[str]:
    if config.account and not re.fullmatch(r"[0-9]{12}", config.account):
        yield f"account is {config.account!r}; it should be the twelve digits of an AWS account, in quotes"
    for what, chosen, is_there in (("account", config.account, to.account), ("region", config.region, to.region)):
        if chosen and is_there and chosen != is_there:
            yield f"{what} is {chosen!r}, and your credentials lead to {is_there}: take those of this stage"
    if config.desk_url and not re.fullmatch(r"https://[^\s/]+", config.desk_url) and config.stage not in TRIED_OUT:
        yield f"desk_url is {config.desk_url!r}; it should be the page's https address, such as https://desk.your.example"
    if bool(config.domain_name) != bool(config.certificate_arn):
        yield "domain_name and certificate_arn go together: give both, or neither"
    if config.domain_name and not re.fullmatch(DOMAIN, config.domain_name):
        yield f"domain_name is {config.domain_name!r}; it should be a domain in lower case, such as desk.example.com"
    if not config.certificate_arn:
        return
    certificate = re.fullmatch(CERTIFICATE, config.certificate_arn)
    region = config.region or to.region
    if certificate is None:
        yield f"certificate_arn is {config.certificate_arn!r}; it should be arn:aws:acm:<region>:<account>:certificate/<id>"
    elif region and certificate[1] != region:
        yield (
            f"certificate_arn is one of {certificate[1]}, and the desk goes to {region}: an API's domain takes a "
            "certificate of its own region only"
        )


def _mistakes_of_apps(config: "Config") -> Iterable[str]:
    if not config.every_app:
        yield f"apps is empty: name at least one app of a network in {stage_file.path(config.stage).name}"
    for name in (word for network_and_app in config.every_app for word in network_and_app):
        if not re.fullmatch(APP, name):
            yield f"apps names {name!r}; it should be letters and digits"
    for network, apps in config.apps.items():
        folded = [app.lower() for app in apps]
        if twice := [app for app in apps if folded.count(app.lower()) > 1]:
            yield f"apps names {' and '.join(twice)} for {network}; each app once, whatever its letters' case"


def _mistakes_of_sender(config: "Config") -> Iterable[str]:
    if not config.sender:
        yield f"sender is missing: say in {stage_file.path(config.stage).name} which address mails come from"
    elif not re.fullmatch(ADDRESS, config.sender):
        yield f"sender is {config.sender!r}; it should be a bare mail address, such as desk@your.example"
    domain = config.sender.lower().rpartition("@")[2]
    if re.fullmatch(NOBODYS_DOMAIN, domain) and config.stage not in TRIED_OUT:
        yield f"sender is {config.sender!r}, the example's: mails have to come from an address of yours"
    if config.alarm_email and not re.fullmatch(ADDRESS, config.alarm_email):
        yield f"alarm_email is {config.alarm_email!r}; it should be a bare mail address"
    if config.runbook_url and not re.fullmatch(r"https://[^\s#]+", config.runbook_url):
        yield f"runbook_url is {config.runbook_url!r}; it should be the https address of docs/runbook.md in your repository"
    if config.sender_domain and config.sender_identity:
        yield "sender_domain and sender_identity exclude each other: the identity is made, or is there"
    if config.sender_domain and domain != config.sender_domain:
        yield f"sender_domain is {config.sender_domain!r}; it should be the domain of {config.sender!r}"
    covered = {config.sender.lower(), *(domain.split(".", n)[-1] for n in range(domain.count(".")))}
    if config.sender_identity and config.sender_identity.lower() not in covered:
        yield f"sender_identity is {config.sender_identity!r}, which does not cover the sender {config.sender!r}"


def _mistakes_of_login(config: "Config") -> Iterable[str]:
    if config.login_prefix and not re.fullmatch(LOGIN_PREFIX, config.login_prefix):
        yield f"login_prefix is {config.login_prefix!r}; it should be at most 63 lower-case letters, digits and hyphens"
    for reserved in RESERVED_IN_LOGINS:
        if reserved in config.login_prefix:
            yield f"login_prefix holds {reserved!r}, which Cognito refuses in the address of a sign-in"
        elif reserved in config.stage and not config.login_prefix:
            yield (
                f"stage holds {reserved!r}, which Cognito refuses in the address of the sign-in: choose another, or "
                "a login_prefix"
            )
