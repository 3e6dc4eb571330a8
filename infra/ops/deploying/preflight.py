"""What AWS has to have, or must not have, before the first resource of a desk is made there.

Each check is a question whose answer would otherwise come half-way through a deployment, as an error of CloudFormation, or
afterwards, as mails that nobody gets. It changes nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from infra.configuration.config import Config
from infra.ops.deploying.account import AwsAccount, Look, fault, fine, note
from infra.ops.deploying.mail import Senders
from infra.ops.deploying.storage import Storage
from shared.domain.errors import DeskError
from shared.usecases.operations.doctor import ENOUGH_AT_ONCE
from shared.usecases.operations.findings import Finding, State, looked

BOOTSTRAP: Final = "/cdk-bootstrap/hnb659fds/version"
"""Where the CDK's bootstrap stack keeps its version: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html"""

BOOTSTRAP_VERSION: Final = 6
"""The oldest that an app of this CDK deploys with."""

UNRESERVED: Final = 100
"""What has to stay unreserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""

MENDED_BY_HAND: Final = {
    "ROLLBACK_COMPLETE": "its first deployment failed, and what it made was removed: delete the stack ({delete}), then deploy again",
    "ROLLBACK_FAILED": "its first deployment failed and could not be removed whole: see its events, delete the stack ({delete}), then deploy again",
    "DELETE_FAILED": "it could not be deleted whole: see its events, and delete it ({delete})",
    "UPDATE_ROLLBACK_FAILED": "an update failed and could not be taken back: continue the rollback in CloudFormation's console first",
}
"""States in which CloudFormation takes no deployment."""


def preflight(config: Config, aws: AwsAccount) -> Iterator[Finding]:
    """Look at everything that a deployment of `config` needs. A part that cannot be seen is a finding of its own."""
    try:
        to = aws.destination
        config.check(to)
    except (DeskError, ValueError) as e:
        yield fault("credentials", "account and region", str(e))
        return
    yield fine("credentials", "account and region", f"{to.account}, {to.region}")
    flight = _Preflight(config, aws)
    storage = Storage(config, aws, stack=flight.name)
    checks: list[tuple[str, str, Look]] = [
        ("deployment", "CDK bootstrap", flight.bootstrap),
        ("deployment", "stack", flight.stack),
        ("deployment", "table", storage.restored),
        ("deployment", "protection", storage.protection),
        ("deployment", "timers", flight.timers),
        ("mail", "sender", Senders(config, aws, stack=flight.name).look),
        ("mail", "sandbox", flight.mail),
        ("SMS", "monthly limit", flight.sms),
        ("functions", "concurrency", flight.concurrency),
        ("sign-in", "address", flight.login),
        ("page", "certificate", flight.certificate),
    ]
    for area, what, look in checks:
        yield from looked(area, what, look)


def deployed(config: Config, aws: AwsAccount) -> Mapping[str, Any] | None:
    """Return the stage's stack as CloudFormation has it; None before the first deployment."""
    said = aws.ask("cloudformation", "describe_stacks", StackName=f"Sokuto-{config.stage}")
    if said is None or not said["Stacks"]:
        return None
    (stack,) = said["Stacks"]
    return None if stack["StackStatus"] in {"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"} else stack


class _Preflight:
    def __init__(self, config: Config, aws: AwsAccount) -> None:
        self._config = config
        self._aws = aws

    @property
    def name(self) -> str:
        return f"Sokuto-{self._config.stage}"

    def bootstrap(self) -> Iterator[Finding]:
        to = self._aws.destination
        said = self._aws.ask("ssm", "get_parameter", Name=BOOTSTRAP)
        how = f".venv/bin/python -m infra.node cdk bootstrap aws://{to.account}/{to.region}"
        if said is None:
            yield fault(
                "deployment", "CDK bootstrap", f"missing here; somebody with an administrator's rights runs once: {how}"
            )
            return
        version = int(said["Parameter"]["Value"])
        if version < BOOTSTRAP_VERSION:
            yield fault("deployment", "CDK bootstrap", f"version {version} is too old; run once: {how}")
        else:
            yield fine("deployment", "CDK bootstrap", f"version {version}")

    def stack(self) -> Iterator[Finding]:
        stack = deployed(self._config, self._aws)
        if stack is None:
            yield fine("deployment", self.name, "not there yet: this is its first deployment")
            return
        state = stack["StackStatus"]
        delete = f"aws cloudformation delete-stack --stack-name {self.name}"
        if state in MENDED_BY_HAND:
            yield fault("deployment", self.name, f"{state}: {MENDED_BY_HAND[state].format(delete=delete)}")
        elif state.endswith("_IN_PROGRESS"):
            yield fault("deployment", self.name, f"{state}: another deployment is at work; wait until it has ended")
        else:
            yield fine("deployment", self.name, state)

    def timers(self) -> Iterator[Finding]:
        """Look for the state machine of a desk that was here before: a stack cannot make a second one of that name."""
        if deployed(self._config, self._aws) is not None:
            return
        to, name = self._aws.destination, self._config.timer_name
        arn = f"arn:aws:states:{to.region}:{to.account}:stateMachine:{name}"
        said = self._aws.ask("stepfunctions", "describe_state_machine", stateMachineArn=arn)
        if said is not None:
            yield fault(
                "deployment",
                "timers",
                f"a state machine {name} is left of an earlier desk ({said['status']}), and CloudFormation fails to make it a "
                "second time: delete it, and stop its executions, which otherwise end at their next step only",
            )

    def mail(self) -> Iterator[Finding]:
        said = self._aws.ask("sesv2", "get_account") or {}
        if not said.get("SendingEnabled", True):
            yield fault(
                "mail", "sending", "SES has stopped this account's sending: see its console, nobody would be warned"
            )
        elif not said.get("ProductionAccessEnabled", False):
            yield note(
                "mail",
                "sandbox",
                "SES sends to confirmed addresses only, until its console has granted production access: ask for it today, it takes a day",
            )
        else:
            yield fine("mail", "sandbox", "SES sends to everybody")

    def sms(self) -> Iterator[Finding]:
        wanted = self._config.sms_monthly_usd
        said = (self._aws.ask("sns", "get_sms_attributes", attributes=["MonthlySpendLimit"]) or {}).get(
            "attributes", {}
        )
        limit = float(said.get("MonthlySpendLimit") or 1)
        if limit < wanted:
            yield note(
                "SMS",
                "monthly limit",
                f"SNS spends at most {limit:g} USD a month, and sms_monthly_usd says {wanted:g}: ask for more in its console, "
                "or SMS end silently and the alarm comes too late",
            )
        else:
            yield fine("SMS", "monthly limit", f"{limit:g} USD a month")
        sandbox = self._aws.ask("sns", "get_sms_sandbox_account_status") or {}
        if sandbox.get("IsInSandbox"):
            yield note(
                "SMS", "sandbox", "SNS sends to confirmed numbers only, until its console has let the account out"
            )

    def concurrency(self) -> Iterator[Finding]:
        limit = self._aws.concurrency()
        most, free = (int(limit.get(f"{which}ConcurrentExecutions", 0)) for which in ("", "Unreserved"))
        wanted = self._config.webhook_concurrency
        free += self._reserved() if wanted else 0
        if wanted and free - wanted < UNRESERVED:
            yield fault(
                "functions",
                "concurrency",
                f"webhook_concurrency reserves {wanted} of {free}, and Lambda wants {UNRESERVED} left: choose fewer, or ask for "
                "more in Service Quotas (Lambda, Concurrent executions)",
            )
        elif most < ENOUGH_AT_ONCE:
            yield note(
                "functions",
                "concurrency",
                f"Lambda runs at most {most} functions at once in this account: enough to try the desk, too few for a team. "
                "Ask for 1,000 in Service Quotas (Lambda, Concurrent executions); it costs nothing",
            )
        else:
            yield fine("functions", "concurrency", f"{most:,} at once")

    def _reserved(self) -> int:
        """Return what the stack's functions have reserved already, and give back when a deployment changes it."""
        functions = self._aws.resources(self.name, "AWS::Lambda::Function")
        answers = [self._aws.ask("lambda", "get_function_concurrency", FunctionName=name) or {} for name in functions]
        return sum(int(said.get("ReservedConcurrentExecutions", 0)) for said in answers)

    def login(self) -> Iterator[Finding]:
        prefix = self._config.login_prefix or f"sokuto-{self._config.stage}-{self._aws.destination.account}"
        said = (self._aws.ask("cognito-idp", "describe_user_pool_domain", Domain=prefix) or {}).get("DomainDescription")
        taken_by = (said or {}).get("UserPoolId")
        if taken_by and taken_by not in self._aws.resources(self.name, "AWS::Cognito::UserPool"):
            yield fault(
                "sign-in",
                "address",
                f"the prefix {prefix} belongs to the user pool {taken_by}: choose another login_prefix",
            )
        else:
            yield fine("sign-in", "address", prefix if taken_by else f"{prefix} is free in this account")

    def certificate(self) -> Iterator[Finding]:
        arn = self._config.certificate_arn
        if not arn:
            return
        said = self._aws.ask("acm", "describe_certificate", CertificateArn=arn)
        if said is None:
            yield fault("page", "certificate", f"{arn} does not exist in this region")
            return
        certificate, domain = said["Certificate"], self._config.domain_name
        names = {certificate.get("DomainName", ""), *certificate.get("SubjectAlternativeNames", ())}
        if certificate.get("Status") != "ISSUED":
            yield fault(
                "page",
                "certificate",
                f"it is {certificate.get('Status')}, and has to be ISSUED before a domain can use it",
            )
        elif not names & {domain, f"*.{domain.partition('.')[2]}"}:
            yield fault("page", "certificate", f"it is for {', '.join(sorted(names))}, and not for {domain}")
        else:
            yield fine("page", "certificate", f"issued for {domain}")


def stops(finding: Finding) -> bool:
    """Return whether a deployment must not begin."""
    return finding.state is State.FAULT
