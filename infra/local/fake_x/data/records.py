"""The records of the stand-in, each with an `id` and stored as one JSON document."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AppRecord:
    id: str
    consumer_key: str
    consumer_secret: str
    bearer_token: str
    client_id: str = ""
    client_secret: str = ""


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant of a user to an app by OAuth 2; `id` is the access token. `expires_at` is in Unix seconds, and
    `spent` are the refresh tokens before."""

    id: str
    refresh_token: str
    app: str
    user_id: str
    scopes: tuple[str, ...]
    expires_at: float
    spent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A user's consent to an app; `id` is the access token itself."""

    id: str
    secret: str
    app: str
    user_id: str


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A person; `blocked_by` are the ids of those who have blocked them."""

    id: str
    username: str
    name: str
    created_at: str
    protected: bool = False
    receives_dm: bool = True
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A post as X stores it: the text is HTML-escaped, its URLs shortened, and counted in code points."""

    id: str
    author_id: str
    text: str
    created_at: str
    conversation_id: str
    edit_history: tuple[str, ...]
    display_text_range: tuple[int, int]
    lang: str
    entities: Json = field(default_factory=dict)
    in_reply_to_id: str | None = None
    in_reply_to_user_id: str | None = None
    quoted_id: str | None = None
    deleted: bool = False

    def mentions(self, user_id: str) -> bool:
        return any(mention.get("id") == user_id for mention in self.entities.get("mentions", ()))

    def names(self, user_id: str) -> bool:
        """Return whether the author wrote the handle, rather than carried it along at the front of a reply."""
        return any(
            mention.get("id") == user_id and mention["start"] >= self.display_text_range[0]
            for mention in self.entities.get("mentions", ())
        )


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A direct message between two people."""

    id: str
    sender_id: str
    recipient_id: str
    text: str
    created_at: str
    created_ms: str
    entities: Json = field(default_factory=dict)

    @property
    def conversation_id(self) -> str:
        low, high = sorted((self.sender_id, self.recipient_id), key=int)
        return f"{low}-{high}"


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    id: str
    app: str
    url: str
    valid: bool
    created_at: str


@dataclass(frozen=True, slots=True)
class SubscriptionRecord:
    id: str
    app: str
    event_type: str
    filter: Json
    tag: str | None
    webhook_id: str | None
    created_at: str


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One event on its way to one webhook; `state` is waiting, delivered, failed or withheld."""

    id: str
    webhook_id: str
    event_type: str
    body: str
    created_at: str
    state: str = "waiting"
    attempts: tuple[Json, ...] = ()
