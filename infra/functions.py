"""The desk's functions with their timeouts and memory."""

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration.config import Config
from infra.function import Function


class Functions(Construct):
    """One Lambda for each module in `functions/`; the stack grants their permissions.

    CPU is allotted in proportion to memory, so functions that a person or a network waits for have more of it.
    `keep_attachments` has the longest timeout: a film takes a while.
    """

    def __init__(self, scope: Construct, construct_id: str, *, code: lambda_.Code, config: Config) -> None:
        super().__init__(scope, construct_id)

        def function(module: str, *, timeout: int, memory: int = 512, concurrency: int = 0) -> Function:
            name = "".join(word.title() for word in module.split(".")[0].split("_"))
            return Function(
                self,
                name,
                module=module,
                code=code,
                config=config,
                timeout=timeout,
                memory=memory,
                concurrency=concurrency,
            )

        self.receive_webhook = function("receive_webhook", timeout=10, concurrency=config.webhook_concurrency)
        self.poll_accounts = function("poll_accounts", timeout=50)
        self.ingest_posts = function("ingest_posts", timeout=30)
        self.chase_deadline = function("chase_deadline", timeout=15)
        self.send_alerts = function("send_alerts", timeout=30)
        self.take_mail_events = function("take_mail_events", timeout=15)
        self.compose_sign_in_mails = function("compose_sign_in_mails", timeout=5, memory=256)
        self.send_replies = function("send_replies", timeout=60)
        self.keep_attachments = function("keep_attachments", timeout=90)
        self.reconcile_desk = function("reconcile_desk", timeout=50)
        self.seal_reports = function("seal_reports", timeout=120, memory=1024)
        self.desk_api = function("desk_api.app", timeout=20, memory=1024)

    @property
    def all(self) -> list[Function]:
        """Every function."""
        return [child for child in self.node.children if isinstance(child, Function)]
