"""The desk's side of the stand-in for X: an account and the keys that it knows."""

from collections.abc import Mapping
from typing import Any

from infra.local.fake_x import seed
from shared.adapters.aws.secrets import XAppSecrets
from shared.domain.settings.desk import Account

HELP = Account(
    id=seed.ACME_HELP.id, network="x", network_id=seed.ACME_HELP.network_id, username="acme_help", name="Acme"
)


class Keys(XAppSecrets):
    """The stand-in's own keys, without a Secrets Manager."""

    def __init__(self) -> None:
        super().__init__({"main": "arn"})

    def _read(self, app: str) -> Mapping[str, Any]:
        return seed.app_secret()
