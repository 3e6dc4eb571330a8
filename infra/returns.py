"""Mails that come back are heard of."""

from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.mail import Mail
from infra.queue import Queue


class Bounces(Construct):
    """A topic that SES tells of bounces and complaints, and hands on to a queue: what is told while the function or the
    table is down is told again. SES publishes to a topic and to no queue."""

    def __init__(self, scope: Construct, construct_id: str, *, mail: Mail, queue: Queue) -> None:
        super().__init__(scope, construct_id)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=True)
        mail.settings.add_event_destination(
            "Returned",
            destination=ses.EventDestination.sns_topic(self.topic),
            events=[ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT],
        )
        self.topic.add_subscription(
            subscriptions.SqsSubscription(queue.queue, raw_message_delivery=True, dead_letter_queue=queue.dead)
        )

    @property
    def facts(self) -> dict[str, str]:
        """What the outputs tell of this part."""
        return {"MailEventTopicArn": self.topic.topic_arn}
