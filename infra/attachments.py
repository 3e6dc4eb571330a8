"""The bucket with the files that the desk keeps itself, since their network keeps them for a while only."""

from aws_cdk import Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.configuration.config import Config
from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge, logical_id

KEPT_AT_MOST = Duration.days(366)
"""A day longer than the settings can say. The reconciler deletes by the settings; this is what holds if it fails."""


class Attachments(Construct):
    """A private bucket, read by signed links that last for minutes and that only the API gives to people who are signed in.

    Nothing is versioned: what is erased is gone.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="Kept", expiration=KEPT_AT_MOST, abort_incomplete_multipart_upload_after=Duration.days(1)
                )
            ],
            removal_policy=config.removal_policy,
        )
        acknowledge(self.bucket, AcknowledgedFinding.READ_BY_SIGNED_LINKS, "AwsSolutions-S1")

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"AttachmentsBucket": self.bucket.bucket_name, "AttachmentsUrl": self._url}

    @property
    def _url(self) -> str:
        return f"https://{self.bucket.bucket_regional_domain_name}"

    def grant_keep(self, function: Function) -> None:
        """Let `function` store files, and delete what it stored for a post that is gone meanwhile."""
        self._allow(function, "s3:PutObject", "s3:DeleteObject")

    def grant_forget(self, *functions: Function) -> None:
        """Let `functions` delete files."""
        for function in functions:
            self._allow(function, "s3:DeleteObject")

    def grant_list(self, function: Function) -> None:
        """Let `function` see which files are old."""
        function.allow(["s3:ListBucket"], [self.bucket.bucket_arn])

    def grant_show(self, function: Function) -> None:
        """Let `function` sign links: whoever has one reads what the function may read."""
        self._allow(function, "s3:GetObject")

    def _allow(self, function: Function, *actions: str) -> None:
        function.setting("DESK_ATTACHMENTS_BUCKET", self.bucket.bucket_name)
        function.setting("DESK_ATTACHMENTS_URL", self._url)
        function.allow(actions, [self.bucket.arn_for_objects("*")])
        acknowledge(
            function,
            AcknowledgedFinding.FILES_COME_AND_GO,
            f"AwsSolutions-IAM5[Resource::<{logical_id(self.bucket)}.Arn>/*]",
        )
