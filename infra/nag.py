"""The cdk-nag rules of the stack, and the reason for each acknowledged finding."""

from enum import StrEnum
from typing import cast

from aws_cdk import Acknowledgment, App, CfnElement, Stack, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import IConstruct


class AcknowledgedFinding(StrEnum):
    """The reason why a finding is acknowledged."""

    RUNTIME_IS_LOCKED = "The runtime goes up with the wheels that uv.lock pins for it, after the tests have run on it."
    CALLER_RETRIES = "It is called synchronously; the queue, the timer or the browser that calls it tries again."
    DESTINATION_TELLS_MORE = "Its on-failure destination takes what failed, together with the error."
    QUEUE_HAS_DEAD_LETTERS = "The queue's own dead-letter queue takes what failed; a destination is for streams."
    IS_THE_DEAD_LETTER_QUEUE = "It is the place where what failed rests."
    A_MAIL_IS_THE_LAST_RESORT = "An alarm that mail cannot carry is on the console; a queue would tell nobody either."
    FILES_COME_AND_GO = "Each kept file is an object of its own; the star stands for the objects of this one bucket."
    READ_BY_SIGNED_LINKS = "Nobody reads it but by a signed link of minutes, of which the API's log tells."
    EXECUTIONS_COME_AND_GO = "Each running clock is an execution with a name of its own, under this one machine."
    VERSIONS_OF_ONE_FUNCTION = "The star stands for the versions of the one function that the timer calls."
    LOG_DELIVERY_HAS_NO_RESOURCES = "The actions that deliver a state machine's log and traces know no resources."
    OPEN_TO_THE_WORLD = "The page holds nothing of anybody's, and a webhook is let in by its signature."
    TRACING_HAS_NO_RESOURCES = "X-Ray's two write actions know no resources; AWS has nothing narrower than *."
    STREAMS_ARE_LISTED_AS_A_WHOLE = "Lambda asks for the right to list streams, which knows no resources, only *."
    TRACES_ARE_A_CHOICE = (
        "A trace of every idle minute costs more than the minute; a stage turns them on to look into something."
    )
    ALARMS_ARE_DESCRIBED_AS_A_WHOLE = "DescribeAlarms knows no resources; it changes nothing."
    LOGS_HOLD_NO_TEXT = "Only errors are logged, without their data: customers' words stay in the table."
    TURNED_AT_THE_NETWORK = (
        "An app's keys are turned in its network's own portal by a person; there is no interface for it."
    )
    SANDBOX_CHECKS_RECIPIENTS = "SES checks recipients' identities too; the condition binds the right to the sender."
    NUMBERS_ARE_NO_RESOURCES = "Opt-outs, the month's SMS limit and the suppression list know no resources, only *."
    PEOPLE_CHOOSE_A_SECOND_FACTOR = "A second factor is offered to everybody; a team that asks for it turns it on."
    THREAT_PROTECTION_COSTS = "Threat protection asks for Cognito's dearest plan; people are let in by an admin only."


def acknowledge(construct: IConstruct, reason: AcknowledgedFinding, *findings: str) -> None:
    """Acknowledge `findings` on `construct` and everything within it."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=finding, reason=reason) for finding in findings))


def check(app: App) -> None:
    """Check the whole app with the packs AwsSolutions and Serverless; an unacknowledged finding fails the synthesis."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def logical_id(construct: IConstruct) -> str:
    """Return the construct's logical id in the template, which cdk-nag's findings name."""
    return str(Stack.of(construct).get_logical_id(cast(CfnElement, construct.node.default_child)))
