"""Mails and text messages."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.config import Config
from infra.function import Function
from infra.nag import Reason, acknowledge


class Mail(Construct):
    """The address that warnings come from, and the right to send from it; text messages go out through SNS.

    With `sender_identity` the sender is covered by an identity that the account has already, usually its domain.
    Bounces and complaints put an address on the account's suppression list.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.sender = config.sender
        self.settings = ses.ConfigurationSet(
            self,
            "Settings",
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        if not config.sender_identity:
            ses.EmailIdentity(self, "Sender", identity=ses.Identity.email(config.sender))

    def serve(self, function: Function) -> None:
        """Let `function` send mails from the sender, and text messages.

        In SES's sandbox the right is checked on each recipient's identity as well as on the sender's, so the statement
        is bound to the sender by its condition and not by its resource. A text message goes to a number, which is no
        resource: everything is allowed but topics.
        """
        function.setting("DESK_SENDER", self.sender)
        function.setting("DESK_SES_CONFIGURATION_SET", self.settings.configuration_set_name)
        stack = Stack.of(self)
        identities = stack.format_arn(service="ses", resource="identity", resource_name="*")
        settings = stack.format_arn(
            service="ses", resource="configuration-set", resource_name=self.settings.configuration_set_name
        )
        function.role.add_to_policy(
            iam.PolicyStatement(
                actions=["ses:SendEmail"],
                resources=[identities, settings],
                conditions={"StringEquals": {"ses:FromAddress": self.sender}},
            )
        )
        function.role.add_to_policy(iam.PolicyStatement(actions=["sns:Publish"], not_resources=["arn:aws:sns:*:*:*"]))
        acknowledge(
            function,
            Reason.SANDBOX_CHECKS_RECIPIENTS,
            "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
        )
