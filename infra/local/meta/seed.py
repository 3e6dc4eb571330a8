"""What the stand-in for Meta knows from the start: an app, the shop's Page, and the Instagram account that is linked to it.

A deployment to this machine reads the same constants. Every credential here is made up and opens nothing.
"""

import hmac
from typing import Any, Final

from infra.local.stand_ins import SeedAccount

APP: Final = "main"
APP_ID: Final = "900100200300400"
APP_SECRET: Final = "local-meta-app-secret"
VERIFY_TOKEN: Final = "local-meta-verify-token"
INBOX_APP_ID: Final = "263902037430900"
"""The app id of the Page's own inbox, which stands in the echoes of what colleagues write there."""

PAGE_ID: Final = "102000000000001"
PAGE_TOKEN: Final = "local-meta-page-token"
INSTAGRAM_ID: Final = "17841400000000001"
INSTAGRAM_USERNAME: Final = "acme.official"
USER_ID: Final = "112000000000001"
USER_TOKEN: Final = "local-meta-user-token"
"""The token of the person who connects the Page, who may do everything there."""

ACME_FB: Final = SeedAccount(
    id="acme_fb", network="facebook", network_id=PAGE_ID, name="Acme", app=APP, colour="#0a5bb5"
)
ACME_MS: Final = SeedAccount(
    id="acme_ms", network="messenger", network_id=PAGE_ID, name="Acme", app=APP, colour="#6b2fb3"
)
ACME_IG: Final = SeedAccount(
    id="acme_ig",
    network="instagram",
    network_id=INSTAGRAM_ID,
    username=INSTAGRAM_USERNAME,
    name="Acme",
    app=APP,
    colour="#a61e5c",
)
ACCOUNTS: Final = (ACME_FB, ACME_MS, ACME_IG)

SCOPES: Final = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_metadata",
    "pages_manage_engagement",
    "pages_messaging",
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
)
PAGE_FIELDS: Final = (
    "feed",
    "mention",
    "ratings",
    "messages",
    "message_echoes",
    "message_edits",
    "messaging_postbacks",
    "standby",
    "name",
)
INSTAGRAM_FIELDS: Final = (
    "comments",
    "live_comments",
    "mentions",
    "messages",
    "message_edits",
    "messaging_postbacks",
    "standby",
)


def app_secret() -> dict[str, Any]:
    """Return the app's secret in the shape that the desk reads from Secrets Manager."""
    return {"app_id": APP_ID, "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN}


def permission() -> dict[str, Any]:
    """Return an account's permission in the shape that the desk keeps: the Page's token serves all three networks."""
    return {"access_token": PAGE_TOKEN, "page_id": PAGE_ID}


def proof(token: str = PAGE_TOKEN) -> str:
    """Return the `appsecret_proof` of a token: https://developers.facebook.com/docs/graph-api/guides/secure-requests/"""
    return hmac.digest(APP_SECRET.encode(), token.encode(), "sha256").hex()
