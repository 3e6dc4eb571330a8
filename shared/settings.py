"""The only reader of the environment. Nothing is read at import, and the error for a missing variable names it."""

import json
import os
from collections.abc import Mapping


class MissingSettingError(RuntimeError):
    """Raised when a function was deployed without a variable that it needs: a fault of the stack, not of a request."""


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise MissingSettingError(f"The environment variable {name} is not set.")
    return value


def table() -> str:
    """Return the name of the DynamoDB table that holds everything."""
    return _needed("DESK_TABLE")


def url() -> str:
    """Return the page's address, without a trailing slash."""
    return _needed("DESK_URL").rstrip("/")


def ingest_queue_url() -> str:
    return _needed("DESK_INGEST_QUEUE_URL")


def ingest_dead_letters_url() -> str:
    return _needed("DESK_INGEST_DLQ_URL")


def poll_queue_url() -> str:
    return _needed("DESK_POLL_QUEUE_URL")


def alert_queue_url() -> str:
    return _needed("DESK_ALERT_QUEUE_URL")


def alert_dead_letters_url() -> str:
    return _needed("DESK_ALERT_DLQ_URL")


def reply_queue_url() -> str:
    return _needed("DESK_REPLY_QUEUE_URL")


def attachment_queue_url() -> str:
    return _needed("DESK_ATTACHMENT_QUEUE_URL")


def attachments_bucket() -> str:
    """Return the name of the bucket that holds the files that the desk keeps itself."""
    return _needed("DESK_ATTACHMENTS_BUCKET")


def attachments_url() -> str:
    """Return the address at which browsers find that bucket: its own, or on a developer's machine the emulator's."""
    emulator = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return f"{emulator.rstrip('/')}/{attachments_bucket()}" if emulator else _needed("DESK_ATTACHMENTS_URL")


def mail_event_queue_url() -> str:
    return _needed("DESK_MAIL_EVENT_QUEUE_URL")


def queue_urls() -> Mapping[str, str]:
    """Return the address of every queue, by its name at the desk."""
    return {
        "polls": poll_queue_url(),
        "ingest": ingest_queue_url(),
        "alerts": alert_queue_url(),
        "replies": reply_queue_url(),
        "attachments": attachment_queue_url(),
        "returned_mail": mail_event_queue_url(),
    }


def timer_arn() -> str:
    """Return the ARN of the state machine that wakes chase_deadline."""
    return _needed("DESK_TIMER_ARN")


def sender() -> str:
    """Return the address that mails are sent from."""
    return _needed("DESK_SENDER")


def ses_configuration_set() -> str | None:
    return os.environ.get("DESK_SES_CONFIGURATION_SET") or None


def sms_sender_id() -> str | None:
    """Return the sender name of an SMS, where the country of the number allows one."""
    return os.environ.get("DESK_SMS_SENDER_ID") or None


def sms_max_price() -> str | None:
    """Return the highest price of one SMS, in US dollars."""
    return os.environ.get("DESK_SMS_MAX_PRICE") or None


def app_secrets(plug: str) -> Mapping[str, str]:
    """Return the ARN of the secret of each of the plug's apps, by the app's name; none for a function that calls no
    network, such as the one that reads deliveries."""
    secrets: dict[str, dict[str, str]] = json.loads(os.environ.get("DESK_APP_SECRETS") or "{}")
    return secrets.get(plug, {})


def app_grants(plug: str) -> Mapping[str, str]:
    """Return the ARN of the secret with the permissions that accounts have given, by the app's name; none for a
    function that renews none."""
    secrets: dict[str, dict[str, str]] = json.loads(os.environ.get("DESK_APP_GRANTS") or "{}")
    return secrets.get(plug, {})


def has_dashboard() -> bool:
    """Return whether the stack has a dashboard, so that what only it shows is published."""
    return bool(os.environ.get("DESK_DASHBOARD"))


def network_url(plug: str) -> str | None:
    """Return the address of the plug's API: different from its own only on a developer's machine."""
    urls: dict[str, str] = json.loads(os.environ.get("DESK_NETWORK_URLS") or "{}")
    return urls.get(plug) or None


def user_pool_id() -> str:
    """Return the id of the user pool for sign-in."""
    return _needed("DESK_USER_POOL_ID")


def token_url() -> str:
    """Return the URL of the endpoint that issues and renews tokens."""
    return _needed("DESK_TOKEN_URL")


def page() -> Mapping[str, str]:
    """Return the values that the page needs to sign people in."""
    return {
        "client_id": _needed("DESK_USER_POOL_CLIENT_ID"),
        "authorize_url": _needed("DESK_AUTHORIZE_URL"),
        "logout_url": _needed("DESK_LOGOUT_URL"),
    }
