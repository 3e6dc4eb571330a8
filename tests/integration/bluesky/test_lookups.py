"""What became of stored posts on Bluesky: nobody tells, so the desk looks (I6, N2)."""

import pytest

from shared.domain.errors import OutcomeUnknownError, RateLimitedError, SocialNetworkError
from shared.domain.posts.incoming_post import Block, Deletion, IncomingPost
from tests.integration.bluesky.conftest import ACME, NAME, Bench


def written(bench: Bench, author: str = "hanako") -> dict[str, str]:
    return dict(bench.bluesky.post(author, f"{NAME} where is my parcel?"))


def test_a_post_that_stands_is_known_by_its_version(bench: Bench) -> None:
    post = written(bench)
    found = bench.plug.lookups.look_up(ACME, [post["uri"]])
    assert (found.versions, found.gone) == ({post["uri"]: post["cid"]}, {})


def test_N2_an_edit_has_another_version_and_its_words_are_delivered(bench: Bench) -> None:
    post = written(bench)
    edited = bench.bluesky.edit(post["uri"], f"{NAME} where is my kettle?")
    found = bench.plug.lookups.look_up(ACME, [post["uri"]])
    assert found.versions == {post["uri"]: edited["cid"]}
    [body] = found.deliveries([post["uri"]])
    [event] = bench.plug.reader.read(body, bench.clock.now())
    assert isinstance(event, IncomingPost)
    assert (event.id, event.version, event.text) == (post["uri"], edited["cid"], f"{NAME} where is my kettle?")


def test_I6_a_missing_post_is_deleted_if_its_author_is_there(bench: Bench) -> None:
    post, other = written(bench), written(bench, "kenji")
    bench.bluesky.delete(post["uri"])
    found = bench.plug.lookups.look_up(ACME, [post["uri"], other["uri"]])
    assert (found.gone, list(found.versions)) == ({post["uri"]: "deleted"}, [other["uri"]])


def test_I6_a_post_behind_a_block_is_withheld_and_the_block_is_told(bench: Bench) -> None:
    post = written(bench)
    bench.bluesky.block("hanako", ACME.username)
    found = bench.plug.lookups.look_up(ACME, [post["uri"]])
    assert found.gone == {post["uri"]: "withheld"}
    events = [e for body in found.deliveries([post["uri"]]) for e in bench.plug.reader.read(body, bench.clock.now())]
    now = bench.clock.now()
    assert events == [
        Deletion("bluesky", post["uri"], now, because="withheld"),
        Block("bluesky", ACME.network_id, post["author_did"], now, blocked=True),
    ]


def test_I6_a_post_of_an_account_that_is_taken_down_is_withheld(bench: Bench) -> None:
    post = written(bench)
    bench.bluesky.sessions("hanako.example.com", takedown=True)
    assert bench.plug.lookups.look_up(ACME, [post["uri"]]).gone == {post["uri"]: "withheld"}


def test_C9_an_answer_of_ours_that_the_app_does_not_show_yet_is_not_deleted(bench: Bench) -> None:
    post = written(bench)
    sent = bench.send(post["uri"])
    gone = bench.send(post["uri"], "Another.", key="other")
    bench.bluesky.delete(gone.post_id)
    bench.bluesky.hide(sent.post_id)
    found = bench.plug.lookups.look_up(ACME, [sent.post_id, gone.post_id])
    assert (list(found.versions), found.gone) == ([sent.post_id], {gone.post_id: "deleted"})


def test_messages_and_nonsense_are_not_looked_up(bench: Bench) -> None:
    found = bench.plug.lookups.look_up(ACME, ["3mconvo/3mmsg", "nonsense"])
    assert (found.versions, found.gone) == ({}, {})
    assert "app.bsky.feed.getPosts" not in bench.bluesky.requests()


@pytest.mark.parametrize(
    ("how", "kind"), [("UpstreamFailure", OutcomeUnknownError), ("RateLimitExceeded", RateLimitedError)]
)
@pytest.mark.parametrize("method", ["app.bsky.feed.getPosts", "app.bsky.actor.getProfiles"])
def test_I6_a_look_that_fails_says_nothing_of_a_post(
    bench: Bench, how: str, kind: type[SocialNetworkError], method: str
) -> None:
    post = written(bench)
    bench.bluesky.delete(post["uri"])
    bench.bluesky.fault(how, method=method)
    with pytest.raises(kind):
        bench.plug.lookups.look_up(ACME, [post["uri"]])
