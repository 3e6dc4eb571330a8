"""The topic of the desk's own alarms."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.configuration.config import Config
from infra.nag import AcknowledgedFinding, acknowledge


class Topic(Construct):
    """A topic that receives alarms and mails them to `alarm_email`."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=True)
        # A topic with a policy of its own, such as the one that refuses plain connections, loses the default policy that
        # admits CloudWatch: without this grant no alarm would be delivered.
        account = {"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        self.topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com", conditions=account))
        if config.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(config.alarm_email))
            acknowledge(self.topic, AcknowledgedFinding.A_MAIL_IS_THE_LAST_RESORT, "Serverless-SNSRedrivePolicy")

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"AlarmTopicArn": self.topic.topic_arn}
