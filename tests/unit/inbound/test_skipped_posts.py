"""What opens no ticket by a rule or a setting leaves a trace for people, and nobody is left out by a slip (I4)."""

import json
from typing import Any

import pytest

from shared import wiring
from shared.domain.accounts.status import Counted, Tally
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Dropped, IncomingPost, Mention, SkippedPost
from shared.domain.posts.kinds import Channel
from shared.networks.x.reading.reader import read_delivery
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.skipped_posts import LEFT_OUT
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.operations.findings import State
from shared.usecases.settings.current import desk_settings
from tests.builders import BRAND, at, minutes, sighted
from tests.fake_desk import ACCOUNT, FakeDesk
from tests.samples.x_samples import parsed
from tests.unit.api.test_api import call
from tests.unit.networks.test_x_typed_names import DOCUMENTS, NOW
from tests.unit.operations.test_doctor import look as examined

NOISE = Author("666", "Noise", "Noise")
AUTO_MENTION: dict[str, Any] = {
    "in_reply_to": "5",
    "in_reply_to_user": "901",
    "mentions": (Mention(BRAND.id, BRAND.username, leading=True),),
}


def general(**body: Any) -> Document:
    return Document("desk", "desk", 1, body)


def take(desk: FakeDesk, *events: IncomingPost | Dropped, source: str = "webhook") -> dict[str, int]:
    return dict(ingest_delivery(events, source=source, desk=desk))


def left_out(desk: FakeDesk) -> dict[str, int]:
    return {reason: found.number for reason, found in account_health(desk=desk)[0].left_out.items()}


def test_I4_a_post_that_only_carries_our_name_is_counted_once_however_often_it_comes() -> None:
    desk = FakeDesk()
    for source in ("poll", "poll", "webhook"):
        take(desk, sighted(0, **AUTO_MENTION), source=source)
    take(desk, sighted(1, **AUTO_MENTION))
    assert account_health(desk=desk)[0].left_out == {"name_carried_along": Tally(2, at(0), at(1))}
    assert "901" not in str(desk.heartbeats.of("acme"))


def test_I4_what_was_left_out_is_told_for_a_week() -> None:
    desk = FakeDesk()
    take(desk, sighted(0, **AUTO_MENTION))
    desk.clock.forward(minutes(7 * 24 * 60))
    assert left_out(desk) == {}


@pytest.mark.parametrize("written", ["noise", "@Noise", " ＠NOISE ", "666"])
def test_I4_an_ignored_author_opens_nothing_and_is_counted(written: str) -> None:
    desk = FakeDesk(general(ignored_authors=[written]))
    assert take(desk, sighted(0, author=NOISE)) == {"ignored_author": 1}
    assert take(desk, sighted(1, author=NOISE, channel=Channel.DIRECT, recipient_id=BRAND.id)) == {"ignored_author": 1}
    assert left_out(desk) == {"ignored_author": 2}


@pytest.mark.parametrize("written", ["", " ", "@", "＠", "　"])
def test_I4_a_line_without_letters_ignores_nobody(written: str) -> None:
    """X leaves handles out of some events, and an empty one must not match them all."""
    desk = FakeDesk(general(ignored_authors=[written, "noise"]))
    assert desk_settings(desk).general.ignored_authors == frozenset({"noise"})
    assert take(desk, sighted(0, author=Author("900", "", ""))) == {"stored": 1}


def test_I4_an_author_whom_the_account_has_blocked_opens_nothing_and_is_counted() -> None:
    desk = FakeDesk()
    assert take(desk, sighted(0, author_blocked=True)) == {"blocked_author": 1}
    assert left_out(desk) == {"blocked_author": 1}
    wanted = FakeDesk(general(include_blocked_authors=True))
    assert take(wanted, sighted(0, author_blocked=True)) == {"stored": 1}
    assert left_out(wanted) == {}


def test_I4_whom_one_account_has_blocked_is_heard_by_another() -> None:
    """X says it of the account that the delivery is for, and of no other."""
    other = Document("account", "jp", 1, {"network": "x", "network_id": "200", "username": "acme_jp", "name": "JP"})
    desk = FakeDesk(other)
    named = (Mention("200", "acme_jp", leading=False), Mention(BRAND.id, BRAND.username, leading=False))
    assert take(desk, sighted(0, author_blocked=True, received_for=BRAND.id, mentions=named)) == {"stored": 1}


@pytest.mark.parametrize(
    ("name", "heard"), [("account_activity/tweet_create-mention", 1), ("account_activity/direct_message_events", 2)]
)
def test_I4_x_says_in_its_older_product_whom_the_account_has_blocked(name: str, heard: int) -> None:
    def posts(blocked: bool) -> list[IncomingPost]:
        document = parsed(name) | {"user_has_blocked": blocked}
        return [event for event in read_delivery(json.dumps(document).encode(), NOW) if isinstance(event, IncomingPost)]

    assert [post.author_blocked for post in posts(True)] == [True] * len(posts(False))
    assert len(posts(False)) >= heard - 1
    desk = FakeDesk(*DOCUMENTS, now=NOW)
    outcomes = take(desk, *posts(True))
    assert outcomes.pop("blocked_author") == 1
    assert set(outcomes) <= {"parked"}


def test_I4_what_comes_for_a_retired_account_is_counted_there() -> None:
    desk = FakeDesk(Document("account", "acme", 2, ACCOUNT | {"retired": True}))
    assert take(desk, sighted(0), sighted(1, author=BRAND, in_reply_to="5")) == {"account_retired": 2}
    [health] = account_health(desk=desk)
    assert (health.state, health.left_out[Counted.ACCOUNT_RETIRED].number) == ("retired", 1)


def test_I4_a_message_in_a_group_is_counted_and_our_own_is_not() -> None:
    desk = FakeDesk()
    take(
        desk,
        Dropped("dm_events.group", SkippedPost("group_message", "x", BRAND.id, "7", at(0))),
        Dropped("follow_events"),
    )
    take(desk, Dropped("dm_events.group", SkippedPost("group_message", "x", "999", "8", at(0))))
    assert left_out(desk) == {"group_message": 1}


def test_I4_reposts_and_bare_quotes_ask_nothing_and_are_no_news() -> None:
    desk = FakeDesk()
    take(desk, sighted(0, repost=True), sighted(1, quoted="7", own_words=False))
    assert left_out(desk) == {}


def test_I4_the_doctor_says_what_was_left_out() -> None:
    desk = FakeDesk()
    take(desk, sighted(0, **AUTO_MENTION))
    found = examined(desk=desk)["acme", "without a ticket"]
    assert found.state is State.FINE
    assert found.sentence == "name_carried_along: 1 since 2026-09-15 12:00 UTC, the last 0 min ago"


def test_I4_the_api_says_what_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", desk)
    take(desk, sighted(0, **AUTO_MENTION))
    [account] = call("GET", "/api/health")[1]["accounts"]
    told = {"count": 1, "first": "2026-09-15T12:00:00.000Z", "last": "2026-09-15T12:00:00.000Z"}
    assert account["left_out"] == {"name_carried_along": told}


def test_I4_the_page_has_words_for_every_reason() -> None:
    from infra.bundling.page import SOURCES  # the catalogues stand beside the page

    for code in ("en", "ja"):
        catalogue = (SOURCES / "i18n" / f"settings.{code}.js").read_text()
        assert all(f"'left_out.{reason}'" in catalogue for reason in LEFT_OUT)
