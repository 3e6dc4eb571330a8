"""The seed of the stand-in for Bluesky: the brand's account. Its app password is made up and opens nothing: the stand-in listens on
this machine only."""

from dataclasses import dataclass
from typing import Final

from infra.local import stand_ins

PORT: Final = 4622


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedAccount(stand_ins.SeedAccount):
    """One of the brand's accounts, with an app password that may read and write direct messages."""

    password: str


ACME: Final = SeedAccount(
    id="acme_bsky",
    network_id="did:plc:acmesupport2345672345672",
    username="help.acme.example.com",
    name="アクメ サポート",
    app="main",
    colour="#0b5fa5",
    password="abcd-efgh-ijkl-mnop",
)

ACCOUNTS: Final = (ACME,)

PLAIN_PASSWORD: Final = "qrst-uvwx-yz23-4567"
"""Another app password of every seed account, without access to direct messages."""
