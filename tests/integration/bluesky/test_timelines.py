"""Bluesky's timelines, with everything that makes them hard to read (I3, I4, T4)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from infra.local.bluesky.content import stamp
from shared.domain.errors import SocialNetworkError
from shared.domain.inbound.routing import Inbound, route
from shared.domain.posts.incoming_post import Dropped, IncomingPost
from shared.domain.posts.kinds import PostKind
from shared.networks.http import Answer, HttpClient
from shared.ports.network_reading import Timeline
from tests.integration.bluesky.conftest import ACME, NAME, Bench

DAY = timedelta(days=1)


def test_a_strangers_mention_is_listed_although_the_account_wants_priority_ones_alone(bench: Bench) -> None:
    bench.bluesky.actor(ACME.username, priority=True)
    written = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    assert bench.listed() == [written["uri"]]


def test_pages_that_likes_fill_are_read_on(bench: Bench) -> None:
    """The network filters the reasons after it has cut a page."""
    written = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    ours = bench.bluesky.post(ACME.username, "A new kettle")
    for n in range(120):
        bench.bluesky.like(f"fan{n}", ours["uri"])
    assert bench.listed() == [written["uri"]]
    assert bench.bluesky.requests()["app.bsky.notification.listNotifications"] == 2


def test_a_back_dated_post_is_found_on_the_page_and_only_asked_for_once(bench: Bench) -> None:
    bench.bluesky.post("kenji", f"{NAME} old news", created_at=stamp(bench.clock.now() - 3 * DAY))
    bench.later(DAY)
    assert bench.listed() == []
    asked = bench.bluesky.requests()["app.bsky.feed.getPosts"]
    late = bench.bluesky.post("hanako", f"{NAME} sent today", created_at="2019-04-01T00:00:00Z")
    assert bench.listed() == [late["uri"]]
    assert bench.listed() == [late["uri"]]
    assert bench.bluesky.requests()["app.bsky.feed.getPosts"] == asked + 1


def test_a_sweep_reads_seven_days(bench: Bench) -> None:
    written = bench.bluesky.post("hanako", f"{NAME} hello?", created_at=stamp(bench.clock.now() - 6 * DAY))
    assert bench.listed(ago=7 * DAY) == [written["uri"]]


def test_a_typed_name_that_notifies_nobody_is_found_by_the_search(bench: Bench) -> None:
    written = bench.bluesky.post("hanako", f"{NAME} where is my parcel?", facets=[])
    other = bench.bluesky.post("kenji", f"see https://{ACME.username}/help", facets=[])
    decision = route(bench.one(), [ACME])
    assert isinstance(decision, Inbound)
    assert (decision.kind, written["uri"] != other["uri"]) == (PostKind.MENTION, True)


def test_the_search_is_a_net_and_its_failure_is_no_fault(bench: Bench) -> None:
    bench.bluesky.fault("InternalServerError", method="app.bsky.feed.searchPosts")
    written = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    assert bench.listed() == [written["uri"]]


def test_I4_a_customer_who_goes_on_under_their_own_answer_is_heard_and_another_one_is_not(bench: Bench) -> None:
    ours = bench.bluesky.post(ACME.username, "A new kettle")
    first = bench.bluesky.post("hanako", "Mine is broken", in_reply_to=ours["uri"])
    second = bench.bluesky.post("hanako", "Order 4711", in_reply_to=first["uri"])
    third = bench.bluesky.post("hanako", "Bought in May", in_reply_to=second["uri"])
    aside = bench.bluesky.post("kenji", "Same here", in_reply_to=first["uri"])
    told = bench.bluesky.post("kenji", "and more", in_reply_to=aside["uri"])
    found = {post.id: route(post, [ACME]) for post in bench.events() if isinstance(post, IncomingPost)}
    heard = {uri for uri, decision in found.items() if isinstance(decision, Inbound)}
    assert heard == {first["uri"], second["uri"], third["uri"]}
    assert {aside["uri"], told["uri"]} <= set(found)


def test_I4_a_customer_is_heard_although_they_deleted_the_answer_in_between(bench: Bench) -> None:
    ours = bench.bluesky.post(ACME.username, "A new kettle")
    first = bench.bluesky.post("hanako", "Mine is broken", in_reply_to=ours["uri"])
    second = bench.bluesky.post("hanako", "Order 4711", in_reply_to=first["uri"])
    bench.bluesky.delete(first["uri"])
    assert bench.listed() == []  # the chain to our post is broken, so the network tells nobody
    third = bench.bluesky.post("hanako", f"{NAME} Order 4711", in_reply_to=second["uri"])
    assert bench.listed() == [third["uri"]]


def test_N2_a_page_says_which_version_stands(bench: Bench) -> None:
    written = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    edited = bench.bluesky.edit(written["uri"], f"{NAME} where is my kettle?")
    [page, *_] = bench.plug.timelines.read(ACME, Timeline.MENTIONS, bench.clock.now() - DAY)
    assert page.versions == {written["uri"]: edited["cid"]} != {written["uri"]: written["cid"]}


def test_T4_our_own_answers_are_read_from_the_pds_whatever_the_app_hides(bench: Bench) -> None:
    asked = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    bench.bluesky.post(ACME.username, "A new kettle")
    bench.bluesky.gate(asked["uri"])
    answer = bench.bluesky.post(ACME.username, "It left today.", in_reply_to=asked["uri"])
    assert answer["shown"] is False
    post = bench.one(Timeline.OWN_POSTS)
    assert (post.id, post.in_reply_to, post.author.id) == (answer["uri"], asked["uri"], ACME.network_id)


def test_messages_of_a_request_are_read_and_our_own_too(bench: Bench) -> None:
    theirs = bench.bluesky.message("hanako", ACME.username, "order 4711")
    ours = bench.bluesky.message(ACME.username, "hanako.example.com", "Thank you.")
    found = [event for event in bench.events(Timeline.MESSAGES) if isinstance(event, IncomingPost)]
    assert [post.id.rpartition("/")[2] for post in found] == [ours["id"], theirs["id"]]
    assert [post.author.id for post in found] == [ACME.network_id, theirs["sender_did"]]


def test_a_conversation_that_is_still_is_not_read(bench: Bench) -> None:
    bench.bluesky.message("hanako", ACME.username, "order 4711")
    bench.later(2 * DAY)
    bench.bluesky.message("kenji", ACME.username, "hello")
    assert len(bench.events(Timeline.MESSAGES)) == 1
    assert bench.bluesky.requests()["chat.bsky.convo.getMessages"] == 1


def test_a_message_is_read_behind_a_conversation_in_which_something_else_has_changed(bench: Bench) -> None:
    """A reaction brings an old conversation to the top of the list."""
    old = bench.bluesky.message("kenji", ACME.username, "hello")
    bench.later(2 * DAY)
    bench.bluesky.message("hanako", ACME.username, "order 4711")
    bench.bluesky.react(old["convo"])
    assert len(bench.events(Timeline.MESSAGES)) == 1


def test_a_post_that_is_gone_when_it_is_fetched_is_left_out(bench: Bench) -> None:
    written = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    [page, *_] = bench.plug.timelines.read(ACME, Timeline.MENTIONS, bench.clock.now() - DAY)
    bench.bluesky.delete(written["uri"])
    assert list(page.only([written["uri"]])) == []


def test_muted_and_blocked_people_are_not_told_of(bench: Bench) -> None:
    for act in (bench.bluesky.mute, bench.bluesky.block):
        bench.bluesky.post("hanako", f"{NAME} hello")
        act(ACME.username, subject="hanako")
        assert [event for event in bench.events() if not isinstance(event, Dropped)] == []


def test_I5_pages_that_records_of_anybodys_server_make_too_long_are_read_in_smaller_ones(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(45):
        bench.bluesky.post(f"person{n}", f"{NAME} number {n} {'x' * 200}")
    defaults = HttpClient.call.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "longest", 20_000)
    posts = [event for event in bench.events() if isinstance(event, IncomingPost)]
    assert {post.text.split()[2] for post in posts} == {str(n) for n in range(45)}
    assert len(posts) == 45


@pytest.mark.parametrize("timeline", Timeline)
@pytest.mark.parametrize("broken", range(1, 6))
def test_I8_an_answer_that_cannot_be_read_is_an_error_that_polling_knows(
    bench: Bench, timeline: Timeline, broken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the calls brings it: the list, or what is fetched of it."""
    asked = bench.bluesky.post("hanako", f"{NAME} where is my parcel?")
    bench.bluesky.post(ACME.username, "It left today.", in_reply_to=asked["uri"])
    bench.bluesky.message("hanako", ACME.username, "order 4711")
    whole, made = Answer.document, []

    def document(answer: Answer) -> Mapping[str, Any]:
        made.append(answer)
        spoilt = {name: [{"id": 7, "uri": 7}] for name in ("posts", "records", "messages", "convos", "notifications")}
        return spoilt if len(made) == broken else whole(answer)

    monkeypatch.setattr(Answer, "document", document)
    with suppress(SocialNetworkError):
        bench.events(timeline)
    assert made
