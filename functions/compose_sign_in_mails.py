"""Cognito's custom message trigger: composes invitations and code mails. Cognito fills in the password or the code."""

from typing import Any

from shared import settings
from shared.domain.notifications.sign_in_text import SignInMail, code_mail, invitation
from shared.domain.templates.messages import LANGUAGES

INVITES = "CustomMessage_AdminCreateUser"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer the event with subject and body, in Cognito's form:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html

    It reads only the event and its own settings, since nobody can be invited while it fails, and logs nothing of the event.
    """
    mail = _mail(event["triggerSource"], event["request"])
    event["response"] |= {"emailSubject": mail.subject, "emailMessage": mail.html}
    return event


def _mail(source: str, request: dict[str, Any]) -> SignInMail:
    metadata = request.get("clientMetadata") or {}
    language = metadata.get("language") or (request.get("userAttributes") or {}).get("locale")
    code, url = request["codeParameter"], settings.url()
    if source != INVITES:
        return code_mail(language, code=code, url=url)
    return invitation(
        language if language in LANGUAGES else "en",
        address=request["usernameParameter"],
        code=code,
        url=url,
        invited_by=metadata.get("invited_by") or "",
        accounts=(metadata.get("accounts") or "").splitlines(),
    )
