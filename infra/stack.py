"""One desk: what it is made of, and who may do what."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.alarms import Alarms
from infra.api import Api
from infra.config import Config
from infra.functions import Functions
from infra.login import Login
from infra.mail import Mail
from infra.queue import Queue
from infra.returns import Bounces
from infra.schedules import Schedules
from infra.secrets import Secrets
from infra.table import Table
from infra.timer import Timer
from infra.topic import Topic


class DeskStack(Stack):
    """Everything that one team deploys."""

    def __init__(
        self, scope: Construct, construct_id: str, *, config: Config, code: lambda_.Code, **kwargs: Any
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        api = Api(self, "Api", config=config)
        login = Login(self, "Login", config=config, desk_url=api.desk_url)
        table = Table(self, "Table", config=config)
        secrets = Secrets(self, "Secrets", config=config)
        mail = Mail(self, "Mail", config=config)
        f = Functions(self, "Functions", code=code, config=config)
        timer = Timer(self, "Timer", chase=f.chase_deadline, config=config)
        ingest = Queue(self, "Ingest", setting="DESK_INGEST_QUEUE_URL", reader_timeout=f.ingest_posts.timeout)
        alerts = Queue(self, "Alert", setting="DESK_ALERT_QUEUE_URL", reader_timeout=f.send_alerts.timeout)
        replies = Queue(self, "Reply", setting="DESK_REPLY_QUEUE_URL", reader_timeout=f.send_replies.timeout)
        returned = Queue(
            self, "MailEvent", setting="DESK_MAIL_EVENT_QUEUE_URL", reader_timeout=f.take_mail_events.timeout
        )
        returns = Bounces(self, "Bounces", mail=mail, queue=returned)
        schedules = Schedules(self, "Schedules")
        topic = Topic(self, "Topic", config=config)
        alarms = Alarms(self, "Alarms", topic=topic)

        api.receive("x", f.receive_x_webhook)
        api.serve(f.desk_api, login=login)
        f.send_alerts.setting("DESK_URL", api.desk_url)
        login.show_to(f.desk_api)
        login.is_kept_by(f.desk_api)
        login.writes_by(f.compose_sign_in_mails, mail=mail)
        f.compose_sign_in_mails.setting("DESK_URL", api.desk_url)

        ingest.accept_from(f.receive_x_webhook, f.poll_x_mentions, f.send_replies)
        ingest.feed(f.ingest_posts, batch=10, at_once=10)
        ingest.bury_from(f.ingest_posts, setting="DESK_INGEST_DLQ_URL")
        alerts.accept_from(f.ingest_posts, f.chase_deadline, f.reconcile_desk, f.take_mail_events, f.desk_api)
        alerts.feed(f.send_alerts, batch=10, at_once=5)
        replies.accept_from(f.desk_api, f.send_replies, f.reconcile_desk)
        replies.feed(f.send_replies, batch=1, at_once=5)
        returned.feed(f.take_mail_events, batch=10, at_once=2)
        for queue in (ingest, alerts, replies, returned):
            queue.show_to(f.desk_api)
            alarms.watch_queue(queue, minutes=15)

        table.serve(*(function for function in f.all if function not in (f.receive_x_webhook, f.compose_sign_in_mails)))
        timer.serve(f.ingest_posts, f.send_replies, f.reconcile_desk, f.desk_api)
        secrets.serve(f.receive_x_webhook, f.poll_x_mentions, f.send_replies)
        secrets.are_renewed_by(f.reconcile_desk)
        mail.serve(f.send_alerts)
        mail.forgive_by(f.desk_api)
        for function in (f.poll_x_mentions, f.send_replies, f.reconcile_desk):
            function.setting("DESK_X_API_URL", config.x_api_url)

        schedules.every(1, f.poll_x_mentions, construct_id="Poll")
        schedules.every(1, f.poll_x_mentions, construct_id="LookNow", says={"look_for": "wanted"})
        schedules.every(60, f.poll_x_mentions, construct_id="Lookup", says={"look_for": "deleted"})
        schedules.every(1, f.reconcile_desk, construct_id="Unsent", says={"look_for": "unsent"})
        schedules.every(5, f.reconcile_desk, construct_id="Overdue", says={"look_for": "overdue"})
        schedules.every(5, f.reconcile_desk, construct_id="Permissions", says={"look_for": "permissions"})

        alarms.watch_dead("ScheduleFailures", schedules.failures)
        alarms.watch_errors(*f.all)
        alarms.watch_sweeps(f.reconcile_desk, f.poll_x_mentions)
        alarms.watch_accounts(f.reconcile_desk)
        alarms.watch_carriers(f.take_mail_events, monthly_usd=config.sms_monthly_usd)
        alarms.watch_timer(timer)
        alarms.watch_api(api)
        alarms.watch_large_bodies(f.receive_x_webhook)
        for part in (
            api,
            login,
            table,
            secrets,
            timer,
            ingest,
            alerts,
            replies,
            returned,
            returns,
            schedules,
            topic,
            mail,
        ):
            for key, value in part.facts.items():
                CfnOutput(self, key, value=value)
