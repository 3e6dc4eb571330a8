"""The stack of one desk: its constructs, and what each function is allowed to do."""

import json
from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.api import Api
from infra.attachments import Attachments
from infra.bounces import Bounces
from infra.configuration.config import Config
from infra.functions import Functions
from infra.indexes import INDEXES
from infra.login import Login
from infra.mail import Mail
from infra.monitoring.alarms import Alarms
from infra.monitoring.dashboard import Dashboard
from infra.monitoring.topic import Topic
from infra.partitions import WRITERS
from infra.queue import Queue
from infra.rollout import Rollout
from infra.schedules import Schedules
from infra.secrets import Secrets
from infra.stream import Stream
from infra.table import Table
from infra.timer import Timer


class DeskStack(Stack):
    """The whole deployment of one team."""

    def __init__(
        self, scope: Construct, construct_id: str, *, config: Config, code: lambda_.Code, **kwargs: Any
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        api = Api(self, "Api", config=config)
        login = Login(self, "Login", config=config, desk_url=api.desk_url)
        table = Table(self, "Table", config=config)
        attachments = Attachments(self, "Attachments", config=config)
        secrets = Secrets(self, "Secrets", config=config)
        mail = Mail(self, "Mail", config=config)
        f = Functions(self, "Functions", code=code, config=config)
        timer = Timer(self, "Timer", chase=f.chase_deadline, config=config)
        polls = Queue(self, "Poll", setting="DESK_POLL_QUEUE_URL", reader_timeout=f.poll_accounts.timeout)
        ingest = Queue(self, "Ingest", setting="DESK_INGEST_QUEUE_URL", reader_timeout=f.ingest_posts.timeout)
        alerts = Queue(self, "Alert", setting="DESK_ALERT_QUEUE_URL", reader_timeout=f.send_alerts.timeout)
        replies = Queue(self, "Reply", setting="DESK_REPLY_QUEUE_URL", reader_timeout=f.send_replies.timeout)
        files = Queue(
            self, "Attachment", setting="DESK_ATTACHMENT_QUEUE_URL", reader_timeout=f.keep_attachments.timeout
        )
        returned = Queue(
            self, "MailEvent", setting="DESK_MAIL_EVENT_QUEUE_URL", reader_timeout=f.take_mail_events.timeout
        )
        stream = Stream(self, "Stream", stream_arn=table.stream_arn, reader=f.seal_reports)
        bounces = Bounces(self, "Bounces", mail=mail, queue=returned)
        schedules = Schedules(self, "Schedules")
        topic = Topic(self, "Topic", config=config)
        alarms = Alarms(self, "Alarms", topic=topic, config=config)

        api.receive(f.receive_webhook)
        api.serve(f.desk_api, login=login)
        f.receive_webhook.setting("DESK_URL", api.desk_url)
        f.send_alerts.setting("DESK_URL", api.desk_url)
        login.grant_sign_in(f.desk_api)
        login.grant_manage_people(f.desk_api)
        login.compose_mails_with(f.compose_sign_in_mails, mail=mail)
        f.compose_sign_in_mails.setting("DESK_URL", api.desk_url)

        polls.grant_send(f.poll_accounts)
        polls.feed(f.poll_accounts, batch=1, at_once=10)
        ingest.grant_send_batches(f.receive_webhook)
        ingest.grant_send(f.poll_accounts, f.send_replies)
        ingest.feed(f.ingest_posts, batch=5, at_once=config.ingest_concurrency)
        ingest.grant_dead_letter(f.ingest_posts, setting="DESK_INGEST_DLQ_URL")
        ingest.grant_erase_dead(f.reconcile_desk, setting="DESK_INGEST_DLQ_URL")
        alerts.grant_send(
            f.ingest_posts, f.chase_deadline, f.send_alerts, f.reconcile_desk, f.take_mail_events, f.desk_api
        )
        alerts.feed(f.send_alerts, batch=10, at_once=5)
        alerts.grant_dead_letter(f.send_alerts, setting="DESK_ALERT_DLQ_URL")
        replies.grant_send(f.desk_api, f.send_replies, f.reconcile_desk)
        replies.feed(f.send_replies, batch=1, at_once=5)
        files.grant_send(f.ingest_posts, f.reconcile_desk)
        files.feed(f.keep_attachments, batch=1, at_once=5)
        returned.feed(f.take_mail_events, batch=10, at_once=2)
        for queue in (polls, ingest, alerts, replies, files, returned):
            queue.grant_read_depth(f.desk_api, f.reconcile_desk)
            alarms.watch_queue(queue, minutes=15, essential=queue in (ingest, alerts, replies))

        table.grant_items(f.chase_deadline, f.send_alerts, f.take_mail_events, f.keep_attachments)
        table.grant_items(f.poll_accounts, f.send_replies, indexes=("due", "recent"))
        table.grant_items(f.ingest_posts, indexes=("due", "handles", "recent"))
        table.grant_items(f.seal_reports, indexes=("clocks", "due"))
        table.grant_items(f.reconcile_desk, f.desk_api, indexes=INDEXES)
        table.grant_batches(f.send_alerts, f.ingest_posts, f.reconcile_desk)
        table.reserve(WRITERS)
        timer.grant_start_and_stop(f.ingest_posts, f.send_replies, f.reconcile_desk, f.desk_api)
        attachments.grant_keep(f.keep_attachments)
        attachments.grant_forget(f.ingest_posts, f.reconcile_desk)
        attachments.grant_list(f.reconcile_desk)
        attachments.grant_show(f.desk_api)
        secrets.grant_read(f.receive_webhook)
        secrets.grant_call(f.poll_accounts, f.ingest_posts, f.send_replies, f.keep_attachments, f.desk_api)
        secrets.grant_renew(f.reconcile_desk)
        mail.grant_send(f.send_alerts)
        mail.grant_unsuppress(f.desk_api)
        callers = (f.poll_accounts, f.ingest_posts, f.send_replies, f.keep_attachments, f.reconcile_desk, f.desk_api)
        for function in callers:
            function.setting("DESK_NETWORK_URLS", json.dumps(config.network_urls))

        poll = schedules.every(1, f.poll_accounts, construct_id="Poll", payload={"look_for": "accounts"})
        schedules.every(1, f.poll_accounts, construct_id="LookNow", payload={"look_for": "wanted"})
        schedules.every(60, f.poll_accounts, construct_id="Lookup", payload={"look_for": "deleted"})
        unsent = schedules.every(1, f.reconcile_desk, construct_id="Unsent", payload={"look_for": "unsent"})
        overdue = schedules.every(5, f.reconcile_desk, construct_id="Overdue", payload={"look_for": "overdue"})
        schedules.every(5, f.reconcile_desk, construct_id="Permissions", payload={"look_for": "permissions"})
        schedules.every(5, f.reconcile_desk, construct_id="Erasures", payload={"look_for": "erasures"})
        schedules.every(10, f.reconcile_desk, construct_id="Expired", payload={"look_for": "expired"})
        schedules.every(60, f.seal_reports, construct_id="Seal", payload={"look_for": "unsealed"})

        alarms.watch_dead("ScheduleFailures", schedules.failures)
        alarms.watch_dead("StreamDead", stream.dead, page="stream-dead")
        errors = alarms.watch_errors(*f.all, essential=(f.chase_deadline, f.compose_sign_in_mails))
        if config.dashboard:
            Dashboard(
                self,
                "Dashboard",
                reconciler=f.reconcile_desk,
                alerter=f.send_alerts,
                queues=(ingest, alerts, replies),
                callers=(f.poll_accounts, f.ingest_posts, f.send_replies),
            )
        if config.canary:
            Rollout(self, "Rollout", alarms=errors)
        # Accounts that nobody polls are soon at fault.
        alarms.watch_schedule(
            "PollAccountsStopped", poll, "No account was polled", page="sweep-stopped", essential=False
        )
        alarms.watch_schedule(
            "ReconcileDeskStopped", unsent, "What was not sent was not looked for", page="sweep-stopped"
        )
        alarms.watch_schedule(
            "NobodyLooks", overdue, "Overdue tickets and deaf accounts were not looked for", page="nobody-looks"
        )
        alarms.watch_findings(f.reconcile_desk)
        alarms.watch_mail(f.take_mail_events)
        alarms.watch_sms(monthly_usd=config.sms_monthly_usd)
        alarms.watch_timer(timer)
        alarms.watch_api(api)
        alarms.watch_large_bodies(f.receive_webhook)
        for part in (
            api,
            login,
            table,
            attachments,
            secrets,
            timer,
            polls,
            ingest,
            alerts,
            replies,
            files,
            returned,
            bounces,
            stream,
            schedules,
            topic,
            mail,
        ):
            for key, value in part.outputs.items():
                CfnOutput(self, key, value=value)
