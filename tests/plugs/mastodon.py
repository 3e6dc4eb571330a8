"""Mastodon's harness: its stand-in delivers nothing, and is polled."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from infra.local.mastodon import seed
from infra.local.mastodon.client import Mastodon
from infra.local.mastodon.serve import running
from shared.domain.posts.kinds import Channel
from tests.fake_plug import FakeAppSecrets
from tests.plugs.harness import ACCOUNT, Delivery, Harness, Standing, Written

BRAND: Final = seed.ACME
SENDS: Final = {"method": "POST", "path": "/api/v1/statuses"}
ELSEWHERE: Final = "elsewhere.example"
"""The server of the people who write: not the account's own."""


class MastodonHarness:
    name = "mastodon"
    channels: Sequence[Channel] = (Channel.PUBLIC, Channel.DIRECT)
    edits: Sequence[Channel] = (Channel.PUBLIC, Channel.DIRECT)
    deletes: Sequence[Channel] = (Channel.PUBLIC, Channel.DIRECT)
    windowed: Sequence[Channel] = ()

    def __init__(self, mastodon: Mastodon) -> None:
        self.mastodon = mastodon
        self._echoes: set[str] = set()
        self.account: Mapping[str, Any] = {
            "network": "mastodon",
            "network_id": BRAND.network_id,
            "username": BRAND.username,
            "name": BRAND.name,
        }
        self.secrets = FakeAppSecrets({"main": {}})
        self.grants = FakeAppSecrets({"main": {ACCOUNT: {"token": seed.TOKEN}}})
        self.url = mastodon.url

    def reset(self) -> None:
        self.mastodon.reset()
        self._echoes.clear()
        self.grants.held["main"] = {ACCOUNT: {"token": seed.TOKEN}}

    def post(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        visibility = "direct" if channel is Channel.DIRECT else "public"
        more = {"in_reply_to": answers.partition("@")[0]} if answers else {}
        said = f"@{BRAND.username} {text}"
        status = self.mastodon.write(f"{author}@{ELSEWHERE}", said, visibility=visibility, **more)
        return Written(_ident(status), status["author"], _shown(status), channel)

    def edit(self, written: Written, text: str) -> None:
        self.mastodon.edit(written.id.partition("@")[0], f"@{BRAND.username} {text}")

    def delete(self, written: Written) -> None:
        self.mastodon.delete(written.id.partition("@")[0])

    def echo(self, written: Written, text: str) -> None:
        visibility = "direct" if written.channel is Channel.DIRECT else "unlisted"
        status = self.mastodon.write(
            BRAND.username,
            f"@{self._handle(written.author)} {text}",
            in_reply_to=written.id.partition("@")[0],
            visibility=visibility,
        )
        self._echoes.add(status["id"])

    def _handle(self, author: str) -> str:
        names = {one["author"]: one for one in self.mastodon.statuses()}
        return f"hanako@{ELSEWHERE}" if author in names else author

    def delivered(self) -> Sequence[Delivery]:
        return []

    def strange(self) -> Sequence[Delivery]:
        return []

    def lose_answer(self) -> None:
        self._fail("take_then_drop")

    def refuse(self) -> None:
        self._fail("too_long")

    def throttle(self) -> None:
        self._fail("rate")

    def _fail(self, how: str) -> None:
        self.mastodon.no_faults()
        self.mastodon.fault(how, **SENDS)

    def use_up_quota(self) -> None:
        raise NotImplementedError("Mastodon counts no month's posts")

    def is_hidden(self, written: Written) -> bool:
        raise NotImplementedError("Mastodon lets no app hide what others wrote")

    def kill_token(self) -> None:
        self.mastodon.settings(token="another token, which nobody at the desk knows")

    def revive_token(self) -> None:
        self.mastodon.settings(token=seed.TOKEN)

    def sent(self) -> Sequence[Standing]:
        own = self.mastodon.statuses(BRAND.username)
        return [Standing(_ident(one), one["text"]) for one in own if one["id"] not in self._echoes]


def _ident(status: Mapping[str, Any]) -> str:
    return f"{status['id']}@{seed.SERVER}"


def _shown(status: Mapping[str, Any]) -> str:
    """Return a status's words as people see them: names without their servers."""
    return str(status["text"]).replace(f"@{BRAND.username}", f"@{BRAND.username.partition('@')[0]}")


@contextmanager
def harness(folder: Path, now: Callable[[], datetime]) -> Iterator[Harness]:
    with running(folder, now=now) as url, Mastodon(url) as mastodon:
        yield MastodonHarness(mastodon)
