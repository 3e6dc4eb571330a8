"""Sending of mails and text messages."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.configuration.config import Config
from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge


class Mail(Construct):
    """The sender's SES identity and the permission to send from it; text messages go out through SNS.

    With `sender_identity` an existing identity of the account covers the sender. With `sender_domain` the stack creates
    one for the domain, and outputs its DKIM records for the domain's zone: SES sends from it once it has found them. With
    neither, the stack creates one for the sender's address, which SES verifies by mail. An identity outlives the stack, since
    a team sends more from its domain than this desk's mails. Bounces and complaints put an address on the account's
    suppression list.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.sender = config.sender
        self._sms = {"DESK_SMS_SENDER_ID": config.sms_sender_id, "DESK_SMS_MAX_PRICE": config.sms_max_price_usd}
        self.settings = ses.ConfigurationSet(
            self,
            "Settings",
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        self.outputs = {"SenderAddress": config.sender}
        """Stack outputs of this construct."""
        identity = config.sender_identity or config.sender_domain or config.sender
        self.identity_arn = Stack.of(self).format_arn(service="ses", resource="identity", resource_name=identity)
        if config.sender_domain:
            domain = ses.EmailIdentity(self, "Domain", identity=ses.Identity.domain(config.sender_domain))
            domain.apply_removal_policy(config.removal_policy)
            for n, record in enumerate(domain.dkim_records, start=1):
                self.outputs[f"DkimRecord{n}"] = f"{record.name} CNAME {record.value}"
        elif not config.sender_identity:
            address = ses.EmailIdentity(self, "Sender", identity=ses.Identity.email(config.sender))
            address.apply_removal_policy(config.removal_policy)

    def grant_send(self, function: Function) -> None:
        """Let `function` send mails from the sender, and text messages.

        In SES's sandbox the permission is checked on each recipient's identity as well as on the sender's, so the
        statement is bound to the sender by its condition and not by its resource. A text message goes to a phone number,
        which is no resource: everything is allowed but topics. Opt-outs are checked before each message.
        """
        for name, value in self._sms.items():
            if value:
                function.setting(name, value)
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
        function.allow(["sns:CheckIfPhoneNumberIsOptedOut"], ["*"])
        acknowledge(function, AcknowledgedFinding.NUMBERS_ARE_NO_RESOURCES, "AwsSolutions-IAM5[Resource::*]")
        acknowledge(
            function,
            AcknowledgedFinding.SANDBOX_CHECKS_RECIPIENTS,
            "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
        )

    def grant_unsuppress(self, function: Function) -> None:
        """Let `function` remove an address from SES's suppression list, and read the month's SMS limit. AWS has resources for
        neither: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsesv2.html
        """
        function.allow(["ses:DeleteSuppressedDestination", "sns:GetSMSAttributes"], ["*"])
        acknowledge(function, AcknowledgedFinding.NUMBERS_ARE_NO_RESOURCES, "AwsSolutions-IAM5[Resource::*]")
