"""What polling and looking up bring in from Mastodon."""

from datetime import timedelta

import pytest

from shared.domain.errors import SocialNetworkError
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.ports.network_reading import Timeline
from tests.integration.mastodon.conftest import ACME, NAME, YUKI, Bench

DAY = timedelta(days=1)
ELEVEN_MINUTES = timedelta(minutes=11)


def ids(bench: Bench, timeline: Timeline = Timeline.MENTIONS, ago: timedelta = timedelta(hours=1)) -> list[str]:
    return [event.id for event in bench.events(timeline, ago) if isinstance(event, IncomingPost)]


def test_I3_every_page_is_read_and_nothing_twice(bench: Bench) -> None:
    written = [bench.write(f"{NAME} {n}") for n in range(170)]
    assert sorted(ids(bench)) == sorted(written)


def test_what_a_filter_holds_back_is_read_and_what_it_drops_is_found_by_the_doctor(bench: Bench) -> None:
    bench.mastodon.settings(policy={"for_private_mentions": "filter"})
    held = bench.write(visibility="direct")
    assert ids(bench) == [held]
    bench.mastodon.settings(policy={"for_private_mentions": "drop"})
    bench.write(visibility="direct")
    assert ids(bench) == [held]
    [policy, *_] = bench.plug.console.checks(ACME)
    assert policy.well is False
    assert "for_private_mentions" in policy.sentence


def test_I7_a_status_that_comes_late_from_elsewhere_is_read(bench: Bench) -> None:
    late = bench.write(at=(bench.clock.now() - DAY).isoformat())
    assert ids(bench) == [late]
    assert bench.one().posted_at == bench.clock.now() - DAY


def test_T4_our_own_answers_come_in_with_the_thread_above(bench: Bench) -> None:
    asked = bench.write()
    sent = bench.send(asked)
    more = bench.write(f"{NAME} and when?", in_reply_to=sent.post_id.partition("@")[0])
    assert bench.one(Timeline.OWN_POSTS).in_reply_to == asked
    posts = {event.id: event for event in bench.events() if isinstance(event, IncomingPost)}
    assert {post.conversation_id for post in posts.values()} == {asked}
    assert posts[more].in_reply_to_user == ACME.network_id


def test_own_statuses_that_concern_nobody_stay_out(bench: Bench) -> None:
    bench.mastodon.write(ACME.username, "A new product!")
    assert ids(bench, Timeline.OWN_POSTS) == []


def test_I4_a_reply_without_our_name_is_found_in_the_thread(bench: Bench) -> None:
    own = bench.mastodon.write(ACME.username, "A new product!")
    assert ids(bench) == []
    bench.clock.forward(ELEVEN_MINUTES)
    unnamed = bench.write("how much is it?", in_reply_to=own["id"])
    assert ids(bench) == [unnamed]
    assert bench.mastodon.requests()["GET /api/v1/statuses/{id}/context"] >= 1


def test_a_thread_that_cannot_be_read_keeps_nothing_from_coming_in(bench: Bench) -> None:
    first = bench.write()
    others = [bench.write(f"{NAME} {n}", in_reply_to=first.partition("@")[0]) for n in range(3)]
    bench.mastodon.fault("500", times=50, path="*/context")
    assert sorted(ids(bench)) == sorted([first, *others])
    assert bench.mastodon.requests()["GET /api/v1/statuses/{id}/context"] == 1


def test_I5_statuses_that_make_a_page_too_long_are_read_in_smaller_ones(bench: Bench) -> None:
    large = "<p>" + "あ" * 300_000 + "</p>"
    written = [bench.write(f"{NAME} {n}", html=large) for n in range(6)]
    assert sorted(ids(bench)) == sorted(written)


def test_N2_an_edit_and_a_deletion_are_found_by_looking(bench: Bench) -> None:
    kept, edited, gone = (bench.write(f"{NAME} {n}") for n in range(3))
    before = bench.plug.lookups.look_up(ACME, [kept, edited, gone])
    bench.clock.forward(ELEVEN_MINUTES)
    bench.mastodon.edit(edited.partition("@")[0], f"{NAME} other words")
    bench.mastodon.delete(gone.partition("@")[0])
    after = bench.plug.lookups.look_up(ACME, [kept, edited, gone, "1@other.example", "nonsense"])
    assert after.gone == {gone: "deleted"}
    assert after.versions[kept] == before.versions[kept]
    assert after.versions[edited] != before.versions[edited]
    bodies = list(after.deliveries([edited, gone]))
    events = [event for body in bodies for event in bench.plug.reader.read(body, bench.clock.now())]
    assert [getattr(event, "text", getattr(event, "because", "")) for event in events] == [
        "deleted",
        "@acme other words",
    ]


def test_an_older_server_is_asked_one_by_one(bench: Bench) -> None:
    kept, gone = bench.write(), bench.write()
    bench.mastodon.delete(gone.partition("@")[0])
    bench.mastodon.fault("404", path="/api/v1/statuses", method="GET")
    found = bench.plug.lookups.look_up(ACME, [kept, gone])
    assert (list(found.versions), found.gone) == ([kept], {gone: "deleted"})


def test_I5_a_quote_of_ours_is_told(bench: Bench) -> None:
    own = bench.mastodon.write(ACME.username, "A new product!")
    bench.write("これはひどい", quotes=own["id"])
    post = bench.one()
    assert (post.told_as_quote, post.quoted) == (True, f"{own['id']}@social.example")
    assert post.quoted_post is not None
    assert post.quoted_post.text == "A new product!"


@pytest.mark.parametrize("answer", ["500", "garbage", "drop", "rate", "token", "scope"])
def test_a_read_that_fails_says_so(bench: Bench, answer: str) -> None:
    bench.mastodon.fault(answer, path="/api/v1/notifications", times=2)
    with pytest.raises(SocialNetworkError):
        bench.events()


def test_private_statuses_are_direct_messages_of_the_customer(bench: Bench) -> None:
    bench.write(f"{NAME} my address", author=YUKI, visibility="direct")
    assert bench.one().channel is Channel.DIRECT
