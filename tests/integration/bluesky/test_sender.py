"""Answers on Bluesky stand once, in the right place, or not at all with the reason (R1, R4, R6, N4, N6)."""

from datetime import timedelta

import pytest

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.posts.kinds import Channel
from tests.integration.bluesky.conftest import ACME, NAME, WORDS, Bench

PUT, SAY = "com.atproto.repo.putRecord", "chat.bsky.convo.sendMessage"


def asked(bench: Bench, text: str = "where is my parcel?") -> dict[str, str]:
    return dict(bench.bluesky.post("hanako", f"{NAME} {text}", langs=["en"]))


def test_an_answer_goes_on_in_the_thread_of_what_it_answers(bench: Bench) -> None:
    ours = bench.bluesky.post(ACME.username, "A new kettle")
    question = bench.bluesky.post("hanako", "Mine is broken", in_reply_to=ours["uri"], langs=["en"])
    sent = bench.send(question["uri"])
    [standing, _] = bench.stands()
    record = standing["record"]
    assert isinstance(record, dict)
    assert record["reply"] == {
        "root": {"uri": ours["uri"], "cid": ours["cid"]},
        "parent": {"uri": question["uri"], "cid": question["cid"]},
    }
    assert (record["langs"], standing["shown"], sent.post_id) == (["en"], True, standing["uri"])
    assert sent.posted_at == bench.clock.now()


def test_N2_an_answer_names_the_newest_version_of_what_it_answers(bench: Bench) -> None:
    question = asked(bench)
    edited = bench.bluesky.edit(question["uri"], f"{NAME} where is my kettle?")
    bench.send(question["uri"])
    [standing] = bench.stands()
    assert standing["record"]["reply"]["parent"]["cid"] == edited["cid"]  # type: ignore[index]


def test_each_part_answers_the_one_before_in_the_same_thread(bench: Bench) -> None:
    question = asked(bench)
    first = bench.send(question["uri"], "First this.", key="1")
    bench.clock.forward(timedelta(seconds=1))
    second = bench.send(first.post_id, "Then that.", key="2")
    own = bench.plug.sender.own_post(ACME, channel=Channel.PUBLIC, post_id=second.post_id, customer="")
    assert own is not None
    assert (own.in_reply_to, own.conversation_id, own.sent) == (first.post_id, question["uri"], second)


@pytest.mark.parametrize("lost", ["take_then_drop", "take_then_half", "take_then_timeout"])
def test_N4_a_post_whose_answer_was_lost_stands_once_and_is_settled_by_the_same_call(bench: Bench, lost: str) -> None:
    question, tried_at = asked(bench), bench.clock.now()
    bench.bluesky.fault(lost, method=PUT, seconds=0.05)
    with pytest.raises(OutcomeUnknownError):
        bench.send(question["uri"], tried_at=tried_at)
    bench.clock.forward(timedelta(minutes=1))
    again = bench.send(question["uri"], tried_at=tried_at)
    [standing] = bench.stands()
    assert (again.post_id, again.posted_at) == (standing["uri"], tried_at)
    assert bench.bluesky.requests()[PUT] == 1


@pytest.mark.parametrize("lost", ["drop", "garbage", "InternalServerError", 503])
def test_N4_a_post_that_did_not_stand_is_written_by_the_same_call(bench: Bench, lost: str | int) -> None:
    question, tried_at = asked(bench), bench.clock.now()
    bench.bluesky.fault(lost, method=PUT)
    with pytest.raises(OutcomeUnknownError):
        bench.send(question["uri"], tried_at=tried_at)
    bench.send(question["uri"], tried_at=tried_at)
    assert len(bench.stands()) == 1


def test_N4_the_first_call_may_arrive_between_the_look_and_the_second_and_the_post_stands_once(bench: Bench) -> None:
    """What it answers was edited meanwhile, so that the second record is another: the network refuses it."""
    question, tried_at = asked(bench), bench.clock.now()
    bench.send(question["uri"], tried_at=tried_at)
    bench.bluesky.edit(question["uri"], f"{NAME} where is my kettle?")
    bench.bluesky.fault("RecordNotFound", method="com.atproto.repo.getRecord")
    again = bench.send(question["uri"], tried_at=tried_at)
    [standing] = bench.stands()
    assert again.post_id == standing["uri"]


def test_N4_a_repeat_is_byte_for_byte_the_first_record(bench: Bench) -> None:
    question, tried_at = asked(bench), bench.clock.now()
    bench.send(question["uri"], f"See https://acme.example.com {WORDS}", tried_at=tried_at)
    [before] = bench.stands()
    bench.clock.forward(timedelta(minutes=5))
    bench.bluesky.fault("RecordNotFound", method="com.atproto.repo.getRecord")
    bench.send(question["uri"], f"See https://acme.example.com {WORDS}", tried_at=tried_at)
    assert bench.stands() == [before]
    assert bench.bluesky.requests()[PUT] == 2


def test_R6_a_thread_that_is_closed_to_us_is_not_answered_though_the_network_would_take_it(bench: Bench) -> None:
    question = asked(bench)
    bench.bluesky.gate(question["uri"])
    with pytest.raises(NotAnswerableError, match="does not let the account"):
        bench.send(question["uri"])
    assert bench.stands() == []
    bench.bluesky.gate(question["uri"], "mention")
    bench.send(question["uri"])
    assert [post["shown"] for post in bench.stands()] == [True]


@pytest.mark.parametrize(
    ("who", "whom", "says"),
    [("hanako", ACME.username, "The customer has blocked"), (ACME.username, "hanako", "The account has blocked")],
)
def test_R6_nobody_is_answered_across_a_block(bench: Bench, who: str, whom: str, says: str) -> None:
    question = asked(bench)
    bench.bluesky.block(who, whom)
    with pytest.raises(NotAnswerableError, match=says):
        bench.send(question["uri"], customer=question["author_did"])
    assert bench.stands() == []


def test_I6_a_post_that_is_gone_is_not_answered(bench: Bench) -> None:
    question = asked(bench)
    bench.bluesky.delete(question["uri"])
    with pytest.raises(PostGoneError):
        bench.send(question["uri"], customer=question["author_did"])
    assert bench.stands() == []


def test_N6_links_and_names_are_made_of_the_final_text(bench: Bench) -> None:
    kenji = bench.bluesky.actor("kenji.example.com")
    bench.send(
        asked(bench)["uri"], "👩‍👩‍👧 @kenji.example.com と @nobody.example.org へ: https://acme.example.com/help"
    )
    [standing] = bench.stands()
    record = standing["record"]
    assert isinstance(record, dict)
    raw = record["text"].encode()
    found = [
        (raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"][0]) for f in record["facets"]
    ]
    assert [(covered, feature.get("did") or feature["uri"]) for covered, feature in found] == [
        ("@kenji.example.com", kenji["did"]),
        ("https://acme.example.com/help", "https://acme.example.com/help"),
    ]


def test_half_a_character_is_sent_as_a_whole_one(bench: Bench) -> None:
    sent = bench.send(asked(bench)["uri"], "It left today \ud83d https://acme.example.com")
    assert sent.text == "It left today \ufffd https://acme.example.com"
    assert [post["text"] for post in bench.stands()] == [sent.text]


READS = ("com.atproto.repo.getRecord", "app.bsky.feed.getPosts")


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("how", ["UpstreamFailure", "drop", "garbage", "take_then_half"])
def test_R1_a_read_before_the_send_that_fails_has_posted_nothing(bench: Bench, method: str, how: str) -> None:
    question = asked(bench)
    bench.bluesky.fault(how, method=method)
    with pytest.raises(UnreachableError):
        bench.send(question["uri"])
    assert bench.stands() == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("InvalidRequest", RefusedError),
        ("BadScope", NotPermittedError),
        ("InvalidToken", DisconnectedError),
        ("AccountTakedown", AccountRefusedError),
        ("RateLimitExceeded", RateLimitedError),
    ],
)
@pytest.mark.parametrize("channel", [Channel.PUBLIC, Channel.DIRECT])
def test_R1_every_documented_refusal_has_posted_nothing(
    bench: Bench, name: str, kind: type[SocialNetworkError], channel: Channel
) -> None:
    question = asked(bench)
    bench.bluesky.actor("hanako.example.com", incoming="all")
    bench.bluesky.fault(name, method=PUT if channel is Channel.PUBLIC else SAY, times=2)
    with pytest.raises(kind):
        bench.send(question["uri"], customer=question["author_did"], channel=channel)
    assert (bench.stands(), bench.bluesky.messages()) == ([], [])


def test_R4_what_is_too_long_is_refused_in_the_networks_words(bench: Bench) -> None:
    with pytest.raises(RefusedError, match="300 graphemes"):
        bench.send(asked(bench)["uri"], "あ" * 301)


def test_a_limit_that_was_met_holds_for_every_worker_until_the_networks_instant(bench: Bench) -> None:
    question = asked(bench)
    bench.bluesky.fault("RateLimitExceeded", method=PUT, seconds=90)
    with pytest.raises(RateLimitedError) as met:
        bench.send(question["uri"])
    assert met.value.until == bench.clock.now() + timedelta(seconds=90)
    bench.plug = bench.another_process()
    with pytest.raises(BudgetSpentError):
        bench.prepare(question["uri"])
    bench.clock.forward(timedelta(seconds=91))
    bench.send(question["uri"])


def test_the_points_of_an_hour_are_the_networks(bench: Bench) -> None:
    question = asked(bench)
    bench.bluesky.limit(points_hour=3)
    bench.send(question["uri"], key="1")
    with pytest.raises(RateLimitedError) as met:
        bench.send(question["uri"], "Another one", key="2")
    assert met.value.until == bench.clock.now() + timedelta(hours=1)


# Messages


def written(bench: Bench) -> dict[str, str]:
    return dict(bench.bluesky.message("hanako", ACME.username, "order 4711"))


def test_a_message_goes_to_the_customer_and_accepts_their_request(bench: Bench) -> None:
    message = written(bench)
    sent = bench.send("", customer=message["sender_did"], channel=Channel.DIRECT)
    [standing, _] = bench.bluesky.messages()
    assert sent.post_id == f"{message['convo']}/{standing['id']}"
    assert bench.bluesky.requests()["chat.bsky.convo.acceptConvo"] == 1


@pytest.mark.parametrize("incoming", ["none", "following"])
def test_R6_a_customer_who_takes_no_messages_gets_none(bench: Bench, incoming: str) -> None:
    question = asked(bench)
    bench.bluesky.actor("hanako.example.com", incoming=incoming)
    with pytest.raises(NotAnswerableError, match="does not take private messages"):
        bench.send("", customer=question["author_did"], channel=Channel.DIRECT)


def test_R1_a_message_whose_answer_was_lost_is_found_and_not_sent_again(bench: Bench) -> None:
    message = written(bench)
    began = bench.clock.now()
    bench.bluesky.fault("take_then_drop", method=SAY)
    with pytest.raises(OutcomeUnknownError):
        bench.send("", customer=message["sender_did"], channel=Channel.DIRECT)
    found = bench.plug.sender.find_own(
        ACME, channel=Channel.DIRECT, to="", customer=message["sender_did"], text=WORDS, since=began
    )
    [standing, _] = bench.bluesky.messages()
    assert found is not None
    assert found.post_id == f"{message['convo']}/{standing['id']}"
    own = bench.plug.sender.own_post(
        ACME, channel=Channel.DIRECT, post_id=found.post_id, customer=message["sender_did"]
    )
    assert own is not None
    assert own.sent == found


def test_R3_a_message_to_another_customer_is_not_the_one_that_is_looked_for(bench: Bench) -> None:
    message, other = written(bench), bench.bluesky.message("kenji", ACME.username, "and mine?")
    began = bench.clock.now()
    sent = bench.send("", customer=other["sender_did"], channel=Channel.DIRECT)
    sender = bench.plug.sender
    asked_of = {"channel": Channel.DIRECT, "customer": message["sender_did"]}
    assert sender.find_own(ACME, to="", text=WORDS, since=began, **asked_of) is None  # type: ignore[arg-type]
    assert sender.own_post(ACME, post_id=sent.post_id, **asked_of) is None  # type: ignore[arg-type]


def test_a_password_without_messages_reads_and_answers_posts_and_no_messages(bench: Bench) -> None:
    bench.connect(seed.PLAIN_PASSWORD)
    question = asked(bench)
    bench.send(question["uri"])
    with pytest.raises(NotPermittedError):
        bench.send("", customer=question["author_did"], channel=Channel.DIRECT)


def test_another_accounts_post_is_not_ours(bench: Bench, elsewhere: Bluesky) -> None:
    question = asked(bench)
    assert elsewhere.url != bench.bluesky.url
    own = bench.plug.sender.own_post
    assert own(ACME, channel=Channel.PUBLIC, post_id=question["uri"], customer="") is None
    assert own(ACME, channel=Channel.PUBLIC, post_id="nonsense", customer="") is None
    sent = bench.send(question["uri"])
    pasted = sent.post_id.replace(ACME.network_id, ACME.username)
    assert own(ACME, channel=Channel.PUBLIC, post_id=pasted, customer="") is not None
    bench.bluesky.delete(sent.post_id)
    assert own(ACME, channel=Channel.PUBLIC, post_id=sent.post_id, customer="") is None
