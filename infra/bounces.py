"""Bounces and complaints of mails."""

from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.mail import Mail
from infra.queue import Queue


class Bounces(Construct):
    """A topic to which SES publishes bounces and complaints, with a queue behind it, so that events are retried while the
    function or the table is down. SES publishes to topics only, not to queues."""

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
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"MailEventTopicArn": self.topic.topic_arn}
