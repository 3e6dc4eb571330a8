"""The desk's side of the stand-in for X: an account and the keys that it knows."""

from infra.local.fake_x import seed
from shared.domain.settings.desk import Account
from shared.networks.x.api.secrets import XAppSecrets
from tests.fake_plug import FakeAppSecrets

HELP = Account(
    id=seed.ACME_HELP.id, network="x", network_id=seed.ACME_HELP.network_id, username="acme_help", name="Acme"
)


class Keys(XAppSecrets):
    """The stand-in's own keys, without a Secrets Manager."""

    def __init__(self) -> None:
        super().__init__(FakeAppSecrets({"main": seed.app_secret()}))
