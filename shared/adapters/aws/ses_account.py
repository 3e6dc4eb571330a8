"""The state of the SES account for a sender."""

from functools import cached_property
from typing import TYPE_CHECKING, cast

from shared.adapters.aws.clients import asking, client, code_of
from shared.usecases.operations.doctor import MailAccount

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

from botocore.exceptions import ClientError


class SesAccount:
    """The SES account, read by `desk doctor` with the operator's permissions. Raises UnavailableError."""

    def __init__(self, sender: str) -> None:
        self._sender = sender

    @cached_property
    def _client(self) -> "SESV2Client":
        return cast("SESV2Client", client("sesv2"))

    def look(self) -> MailAccount:
        with asking("the mail service"):
            account = self._client.get_account()
            quota = account.get("SendQuota", {})
            most, sent = quota.get("Max24HourSend"), quota.get("SentLast24Hours")
            left = None if most is None or sent is None or most < 0 else int(most - sent)
            return MailAccount(
                sender=self._sender,
                verified=self._verified(self._sender) or self._verified(self._sender.rpartition("@")[2]),
                sending=account.get("SendingEnabled", True),
                sandbox=not account.get("ProductionAccessEnabled", False),
                left_today=left,
            )

    def _verified(self, identity: str) -> bool:
        try:
            found = self._client.get_email_identity(EmailIdentity=identity)
        except ClientError as error:
            if code_of(error) == "NotFoundException":
                return False
            raise
        return found.get("VerifiedForSendingStatus", False)
