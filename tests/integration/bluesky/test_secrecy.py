"""No token, no password and nobody's words stand in a log, an error or a repr."""

import logging
from datetime import timedelta

import pytest

from infra.local.bluesky import seed
from shared.domain.errors import DeskError
from shared.domain.posts.kinds import Channel
from shared.ports.network_reading import Timeline
from tests.integration.bluesky.conftest import ACME, NAME, Bench

SECRET_WORDS = "my card is 4111 1111 1111 1111"
METHODS = (
    "com.atproto.repo.putRecord",
    "com.atproto.repo.getRecord",
    "chat.bsky.convo.sendMessage",
    "app.bsky.feed.getPosts",
    "com.atproto.server.refreshSession",
    "com.atproto.server.createSession",
)


@pytest.mark.parametrize(
    "how", ["drop", "garbage", "take_then_half", "InvalidToken", "InvalidRequest", "UpstreamFailure"]
)
def test_nothing_of_a_call_is_told_however_it_ends(bench: Bench, how: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    question = bench.bluesky.post("hanako", f"{NAME} {SECRET_WORDS}")
    message = bench.bluesky.message("hanako", ACME.username, SECRET_WORDS)
    session = dict(bench.grants.held["main"][ACME.id])
    told = []
    for method in METHODS:
        bench.bluesky.fault(how, method=method)
    acts = (
        lambda: bench.events(Timeline.MENTIONS),
        lambda: bench.events(Timeline.MESSAGES),
        lambda: bench.send(question["uri"], SECRET_WORDS),
        lambda: bench.send(question["uri"], SECRET_WORDS),
        lambda: bench.send("", SECRET_WORDS, customer=message["sender_did"], channel=Channel.DIRECT),
        lambda: bench.plug.grants.renew(ACME),
    )
    bench.clock.forward(timedelta(minutes=1))
    for act in acts:
        try:
            told.append(repr(act() and None))
        except DeskError as error:
            told.append(f"{error!r} {error.__cause__!r} {error.__context__!r}")
    told.append(repr(bench.plug.permissions.of(ACME)))
    told.append(repr(bench.prepare(question["uri"], SECRET_WORDS)) if how != "InvalidToken" else "")
    seen = " ".join((*told, caplog.text))
    for secret in (session["access"], session["refresh"], seed.ACME.password, SECRET_WORDS, "4111"):
        assert secret not in seen
