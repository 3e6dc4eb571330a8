"""The secrets of the brand's apps on one network: each is a JSON object whose form is the plug's own. Nothing of it may end
in a message or a log."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol


class AppSecrets(Protocol):
    @property
    def apps(self) -> Collection[str]:
        """Return the apps that are set up."""

    def read(self, app: str, *, fresh: bool = False) -> Mapping[str, Any]:
        """Return the content of the app's secret, up to five minutes old unless `fresh`. Raises NotFoundError for an
        app that is not set up, and UnavailableError for a secret that cannot be read (UnreadableSecretError if it is
        not a JSON object)."""

    def write(self, app: str, value: Mapping[str, Any]) -> None:
        """Replace the content of the app's secret. Nothing guards against two concurrent writers. Raises NotFoundError
        and UnavailableError."""
