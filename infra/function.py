"""One Lambda function with a role and a log group of its own."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration.config import Config
from infra.configuration.platforms import PYTHONS
from infra.nag import AcknowledgedFinding, acknowledge

LOG_RETENTION = logs.RetentionDays.ONE_MONTH
NAMESPACE = "Sokuto"


class Function(Construct):
    """A function that has only the permissions that constructs of this stack grant it (`allow`).

    The handler is named by string, `functions.<module>.handler`, because infra imports none of the code that it deploys.
    With `concurrency`, so many calls at once are reserved for it, and never more are made. The role is written out rather than taken from AWSLambdaBasicExecutionRole, which opens every log group.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        module: str,
        code: lambda_.Code,
        config: Config,
        timeout: int,
        memory: int,
        concurrency: int = 0,
    ) -> None:
        super().__init__(scope, construct_id)
        self.module = module
        self.timeout = Duration.seconds(timeout)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log = logs.LogGroup(self, "Log", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        self.function = lambda_.Function(
            self,
            "Function",
            handler=f"functions.{module}.handler",
            code=code,
            runtime=_runtime(config),
            architecture=_architecture(config.architecture),
            role=self.role,
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            tracing=lambda_.Tracing.ACTIVE if config.traces else lambda_.Tracing.DISABLED,
            timeout=self.timeout,
            memory_size=memory,
            reserved_concurrent_executions=concurrency or None,
            environment={
                "DESK_STAGE": config.stage,
                "POWERTOOLS_SERVICE_NAME": module,
                "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
            },
        )
        self.target: lambda_.IFunction = (
            lambda_.Alias(self, "Live", alias_name="live", version=self.function.current_version)
            if config.canary
            else self.function
        )
        """What callers invoke: with a canary the alias, of which a part of the calls goes to the new version."""
        self.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log.log_group_arn])
        if config.traces:
            acknowledge(self, AcknowledgedFinding.TRACING_HAS_NO_RESOURCES, "AwsSolutions-IAM5[Resource::*]")
        else:
            acknowledge(self, AcknowledgedFinding.TRACES_ARE_A_CHOICE, "Serverless-LambdaTracing")
        acknowledge(self, AcknowledgedFinding.RUNTIME_IS_LOCKED, "AwsSolutions-L1", "Serverless-LambdaLatestVersion")

    def invoked_synchronously(self) -> None:
        """Declare that every caller waits for the response and retries by itself."""
        acknowledge(self.function, AcknowledgedFinding.CALLER_RETRIES, "Serverless-LambdaDLQ")

    def setting(self, name: str, value: str) -> None:
        """Set an environment variable; `shared/settings.py` is its only reader."""
        self.function.add_environment(name, value)

    def allow(self, actions: Sequence[str], resources: Sequence[str]) -> None:
        """Allow `actions` on `resources`, both spelled out."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))

    def invoked_asynchronously(self, *, failures: sqs.IQueue, retries: int, within: Duration) -> None:
        """Configure asynchronous invocations (a schedule's): retried, then sent to `failures`, never lost."""
        self.target.configure_async_invoke(
            on_failure=destinations.SqsDestination(failures), retry_attempts=retries, max_event_age=within
        )
        acknowledge(self.function, AcknowledgedFinding.DESTINATION_TELLS_MORE, "Serverless-LambdaDLQ")


def _architecture(name: str) -> lambda_.Architecture:
    return lambda_.Architecture.ARM_64 if name == "arm64" else lambda_.Architecture.X86_64


def _runtime(config: Config) -> lambda_.Runtime:
    """The emulator runs functions with this machine's own Python, of which Lambda may know nothing."""
    python = config.python if config.python in PYTHONS else PYTHONS[-1]
    return lambda_.Runtime(f"python{python}", lambda_.RuntimeFamily.PYTHON, supports_inline_code=True)
