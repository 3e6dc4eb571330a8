"""The timer: one Step Functions execution for each running clock."""

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.configuration.config import Config
from infra.function import LOG_RETENTION, Function
from infra.nag import AcknowledgedFinding, acknowledge, logical_id


class Timer(Construct):
    """Waits until `$.wake_at`, invokes `chase_deadline`, and waits again. `chase_deadline` stops the execution when nothing is left to
    wait for: a state that asks whether that is so would cost as much as the wait, at every step of a ladder.

    The input holds ids and times only, never text: Step Functions keeps it for 90 days. For the same reason the log
    holds errors without their data. The execution has no timeout: a calendar may be closed over the new year.
    """

    def __init__(self, scope: Construct, construct_id: str, *, chase: Function, config: Config) -> None:
        super().__init__(scope, construct_id)
        wait = sfn.Wait(self, "Wait", time=sfn.WaitTime.timestamp_path("$.wake_at"))
        call = tasks.LambdaInvoke(
            self, "Chase", lambda_function=chase.target, output_path="$.Payload", retry_on_service_exceptions=False
        )
        call.add_retry(
            errors=[
                "Lambda.ServiceException",
                "Lambda.AWSLambdaException",
                "Lambda.SdkClientException",
                "Lambda.ClientExecutionTimeoutException",
                "Lambda.TooManyRequestsException",
            ],
            interval=Duration.seconds(1),
            backoff_rate=2,
            max_attempts=12,
            max_delay=Duration.minutes(1),
            jitter_strategy=sfn.JitterType.FULL,
        )
        # The longest outage seen is an hour; after a longer one the execution fails, an alarm fires, and the reconciler takes over.
        call.add_retry(
            errors=["States.ALL"],
            interval=Duration.seconds(2),
            backoff_rate=2,
            max_attempts=18,
            max_delay=Duration.minutes(5),
            jitter_strategy=sfn.JitterType.FULL,
        )
        name = config.timer_name
        log = logs.LogGroup(self, "Log", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=name,
            definition_body=sfn.DefinitionBody.from_chainable(wait.next(call).next(wait)),
            state_machine_type=sfn.StateMachineType.STANDARD,
            query_language=sfn.QueryLanguage.JSON_PATH,
            tracing_enabled=config.traces,
            logs=sfn.LogOptions(destination=log, level=sfn.LogLevel.ERROR, include_execution_data=False),
            # It holds nothing that cannot be made again, and would stand in the way of the next desk of its name.
            removal_policy=RemovalPolicy.DESTROY,
        )
        chase.invoked_synchronously()
        self._let_it_end_itself(chase, name)
        acknowledge(self, AcknowledgedFinding.LOGS_HOLD_NO_TEXT, "AwsSolutions-SF1")
        if not config.traces:
            acknowledge(
                self,
                AcknowledgedFinding.TRACES_ARE_A_CHOICE,
                "AwsSolutions-SF2",
                "Serverless-StepFunctionStateMachineXray",
            )
        acknowledge(self, AcknowledgedFinding.LOG_DELIVERY_HAS_NO_RESOURCES, "AwsSolutions-IAM5[Resource::*]")
        versions = f"AwsSolutions-IAM5[Resource::<{logical_id(chase.function)}.Arn>:*]"
        acknowledge(self, AcknowledgedFinding.VERSIONS_OF_ONE_FUNCTION, versions)

    def _let_it_end_itself(self, chase: Function, name: str) -> None:
        """Let `chase_deadline` stop executions. The machine is made after its function, so the function knows it by its name."""
        stack = Stack.of(self)
        machine, executions = (
            stack.format_arn(
                service="states", resource=kind, resource_name=each, arn_format=ArnFormat.COLON_RESOURCE_NAME
            )
            for kind, each in (("stateMachine", name), ("execution", f"{name}:*"))
        )
        chase.setting("DESK_TIMER_ARN", machine)
        chase.allow(["states:StopExecution"], [executions])
        acknowledge(
            chase,
            AcknowledgedFinding.EXECUTIONS_COME_AND_GO,
            f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{name}:*]",
        )

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"TimerArn": self.machine.state_machine_arn}

    def grant_start_and_stop(self, *functions: Function) -> None:
        """Let `functions` start, describe and stop timers."""
        executions = Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self.machine.state_machine_name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        name = f"{logical_id(self.machine)}.Name"
        for function in functions:
            function.setting("DESK_TIMER_ARN", self.machine.state_machine_arn)
            function.allow(["states:StartExecution"], [self.machine.state_machine_arn])
            function.allow(["states:DescribeExecution", "states:StopExecution"], [executions])
            acknowledge(
                function,
                AcknowledgedFinding.EXECUTIONS_COME_AND_GO,
                f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<{name}>:*]",
            )
