"""The account that the stand-in for a Mastodon server knows from the start: the shop's. Its token is made up and opens nothing."""

from typing import Final

from infra.local.stand_ins import SeedAccount

SERVER: Final = "social.example"
TOKEN: Final = "local-mastodon-token"

ACME: Final = SeedAccount(
    id="acme_mastodon",
    network_id="109000000000000001",
    username=f"acme@{SERVER}",
    name="Acme",
    app="main",
    colour="#5b4bc4",
)
ACCOUNTS: Final = (ACME,)
