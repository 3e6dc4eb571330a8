"""The secret of a LINE channel: `{"channel_id", "channel_secret"}`. Nothing of it may end in a message or a log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import DisconnectedError, NotFoundError, UnreadableSecretError
from shared.ports.secrets import AppSecrets

NAMES = ("channel_id", "channel_secret")


@dataclass(frozen=True, slots=True, repr=False)
class LineChannel:
    """A Messaging API channel: its id, and the secret that signs webhooks and buys access tokens."""

    id: str
    secret: str


class LineKeys:
    """The channels of the brand, one an app. LINE gives one channel to each Official Account."""

    def __init__(self, secrets: AppSecrets) -> None:
        self._secrets = secrets

    def channel(self, app: str) -> LineChannel:
        """Return the channel. Raises DisconnectedError if it is not set up, and UnavailableError."""
        try:
            secret = self._secrets.read(app)
        except NotFoundError as error:
            raise DisconnectedError(str(error)) from error
        found = _channel(secret)
        if found is None:
            raise DisconnectedError(f"The LINE channel {app!r} has no keys yet.")
        return found

    def is_set_up(self, app: str) -> bool:
        """Return whether there are keys. Raises UnavailableError if the secret cannot be read."""
        try:
            return _channel(self._secrets.read(app)) is not None
        except (NotFoundError, UnreadableSecretError):
            return False

    def put(self, app: str, channel: LineChannel) -> None:
        """Replace the keys. Raises NotFoundError and UnavailableError."""
        self._secrets.write(app, {"channel_id": channel.id, "channel_secret": channel.secret})

    @property
    def apps(self) -> Collection[str]:
        return self._secrets.apps


def _channel(secret: Mapping[str, Any]) -> LineChannel | None:
    found = [secret.get(name) for name in NAMES]
    ident, key = (value if isinstance(value, str) else "" for value in found)
    return LineChannel(ident, key) if ident and key else None
