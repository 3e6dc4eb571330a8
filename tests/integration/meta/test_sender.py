"""Answers go out as Meta documents it, and are found again (R1, N3, R4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from infra.local.meta import seed
from shared.domain.errors import (
    DisconnectedError,
    OutcomeUnknownError,
    PostGoneError,
    PrivateAnswerUsedError,
    RefusedError,
    UnavailableError,
    WindowClosedError,
)
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.settings.desk import Account
from tests.builders import minutes
from tests.integration.meta.answers import KEY, WORDS, commented, wrote
from tests.integration.meta.bench import ACME_FB, ACME_IG, ACME_MS, HOUR, Bench

DIRECT, PUBLIC = Channel.DIRECT, Channel.PUBLIC
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WITH_COMMENTS = [ACME_FB, ACME_IG]
WITH_MESSAGES = [ACME_MS, ACME_IG, ACME_FB]


def stands(bench: Bench) -> list[dict[str, Any]]:
    return bench.meta.sent()


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_a_comment_is_answered_below_it(desk_bench: Bench, account: Account) -> None:
    question = commented(desk_bench, account)
    sent = question.answer()
    [one] = stands(desk_bench)
    assert (one["id"], one["text"], one["parent"]) == (sent.post_id, WORDS, question.id)
    assert (sent.text, sent.posted_at, sent.recipient) == (WORDS, desk_bench.clock.now(), "")


def test_an_answer_to_a_reply_on_instagram_lands_below_the_comment_at_the_top(desk_bench: Bench) -> None:
    top = commented(desk_bench, ACME_IG)
    reply = commented(desk_bench, ACME_IG, "Kenji", answers=top.id)
    reply.answer()
    assert [one["parent"] for one in stands(desk_bench)] == [top.id]
    assert reply.found() is not None


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_an_answer_to_a_reply_is_found_and_not_taken_for_that_to_its_neighbour(
    desk_bench: Bench, account: Account
) -> None:
    top = commented(desk_bench, account)
    reply, neighbour = (commented(desk_bench, account, name, answers=top.id) for name in ("Kenji", "Rina"))
    sent = reply.answer("けんじさん、お調べします。")
    found = reply.found("けんじさん、お調べします。")
    assert found is not None
    assert (found.post_id, neighbour.found()) == (sent.post_id, None)


def test_R1_each_part_answers_the_customer_s_comment_and_not_the_part_before(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    first = question.answer("ひとつめ 1/2")
    question.answer("ふたつめ 2/2", to=first.post_id)
    assert [one["parent"] for one in stands(desk_bench)] == [question.id, question.id]


def test_a_recommendation_and_a_mention_are_answered_below_them(desk_bench: Bench) -> None:
    review = desk_bench.meta.review("Hanako", "とても良いお店", recommends=True)
    mention = desk_bench.meta.mention("Kenji", "@Acme こんにちは")
    for made, kind in ((review, PostKind.REVIEW), (mention, PostKind.MENTION)):
        question = commented(desk_bench, ACME_FB).as_told(id=made["id"], conversation_id=made["id"], kind=kind)
        sent = question.answer()
        [one] = [each for each in stands(desk_bench) if each["id"] == sent.post_id]
        assert (one["parent"] or one["post"]) == made["id"]
        found = question.found()
        assert found is not None
        assert found.post_id == sent.post_id


@pytest.mark.parametrize("where", ["comment", "caption"])
def test_a_mention_on_instagram_is_answered_where_it_stands(desk_bench: Bench, where: str) -> None:
    in_comment = where == "comment"
    made = desk_bench.meta.mention("Hanako", "@acme.official いいね", platform="instagram", comment=in_comment)
    ident, media = made["id"], made.get("post", made["id"])
    question = commented(desk_bench, ACME_IG).as_told(
        id=ident, answer_id=ident, conversation_id=media, kind=PostKind.MENTION
    )
    question.answer()
    [one] = stands(desk_bench)
    assert (one["post"], one["parent"]) == (media, ident if in_comment else None)
    assert question.found() is None


def test_a_comment_s_post_asks_for_no_fields(desk_bench: Bench) -> None:
    """Instagram would make the comment, and answer with an error."""
    assert commented(desk_bench, ACME_IG).answer().post_id
    assert len(stands(desk_bench)) == 1


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_N3_a_comment_is_answered_in_private_once(desk_bench: Bench, account: Account) -> None:
    question = commented(desk_bench, account)
    sent = question.answer(channel=DIRECT)
    person = desk_bench.meta.person("Hanako")
    assert sent.recipient == person["instagram" if account is ACME_IG else "messenger"]
    [one] = stands(desk_bench)
    assert (one["kind"], one["id"], one["comment"]) == ("message", sent.post_id, question.id)
    with pytest.raises(PrivateAnswerUsedError):
        question.answer(channel=DIRECT)
    assert len(stands(desk_bench)) == 1


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_N3_private_answers_go_to_the_page_s_messages(desk_bench: Bench, account: Account) -> None:
    commented(desk_bench, account).answer(channel=DIRECT)
    assert desk_bench.requests("POST", "messages") == 1


def test_N3_a_visitor_s_post_is_answered_in_private_by_the_post_s_id(desk_bench: Bench) -> None:
    made = desk_bench.meta.post("だれかいますか", **{"from": "Hanako"})
    question = commented(desk_bench, ACME_FB).as_told(
        id=made["id"], conversation_id=made["id"], kind=PostKind.VISITOR_POST
    )
    assert question.answer(channel=DIRECT).recipient == desk_bench.meta.person("Hanako")["messenger"]
    assert question.answer("ここにいます").post_id


@pytest.mark.parametrize(("age", "goes"), [(7 * DAY - SECOND, True), (7 * DAY + SECOND, False)])
@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_N3_a_comment_can_be_answered_in_private_for_seven_days(
    desk_bench: Bench, account: Account, age: timedelta, goes: bool
) -> None:
    question = commented(desk_bench, account)
    desk_bench.clock.forward(age)
    if goes:
        assert question.answer(channel=DIRECT).post_id
    else:
        with pytest.raises(RefusedError):
            question.answer(channel=DIRECT)
    assert question.answer().post_id


@pytest.mark.parametrize(
    ("age", "tag"),
    [
        (HOUR, ""),
        (DAY - SECOND, ""),
        (DAY + SECOND, "HUMAN_AGENT"),
        (7 * DAY - SECOND, "HUMAN_AGENT"),
    ],
)
@pytest.mark.parametrize("account", WITH_MESSAGES, ids=lambda one: one.id)
def test_N3_a_message_is_free_for_a_day_and_then_a_person_s(
    desk_bench: Bench, account: Account, age: timedelta, tag: str
) -> None:
    question = wrote(desk_bench, account)
    desk_bench.clock.forward(age)
    question.answer()
    [one] = stands(desk_bench)
    assert (one["text"], one["tag"]) == (WORDS, tag)


@pytest.mark.parametrize("account", WITH_MESSAGES, ids=lambda one: one.id)
def test_N3_after_seven_days_nothing_goes(desk_bench: Bench, account: Account) -> None:
    question = wrote(desk_bench, account)
    desk_bench.clock.forward(7 * DAY + SECOND)
    with pytest.raises(WindowClosedError, match="wait until they write again"):
        question.answer()
    assert stands(desk_bench) == []


def test_N3_the_customer_s_last_message_counts_and_not_the_answered_one(desk_bench: Bench) -> None:
    question = wrote(desk_bench, ACME_MS)
    desk_bench.clock.forward(2 * DAY)
    again = wrote(desk_bench, ACME_MS, text="まだですか")
    question.last_wrote(again.answered.wrote_at).answer()
    assert [one["tag"] for one in stands(desk_bench)] == [""]


def test_N3_where_it_is_not_known_when_they_wrote_meta_says_so(desk_bench: Bench) -> None:
    """What is refused for the window's sake was not sent, so the second call sends it once."""
    question = wrote(desk_bench, ACME_MS)
    desk_bench.clock.forward(2 * DAY)
    question.last_wrote(None).answer()
    assert [one["tag"] for one in stands(desk_bench)] == ["HUMAN_AGENT"]


def test_N3_without_human_agent_a_day_is_all(desk_bench: Bench) -> None:
    question = wrote(desk_bench, Account(**{**_fields(ACME_MS), "options": {"human_agent": "no"}}))
    desk_bench.clock.forward(DAY + SECOND)
    with pytest.raises(WindowClosedError):
        question.answer()
    assert desk_bench.requests("POST", "messages") == 1


def _fields(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in ("id", "network", "network_id", "username", "name", "app")}


def test_the_key_of_a_part_goes_along_as_metadata_where_the_network_gives_it_back(desk_bench: Bench) -> None:
    wrote(desk_bench, ACME_MS).answer()
    wrote(desk_bench, ACME_IG).answer()
    commented(desk_bench, ACME_FB).answer(channel=DIRECT)
    assert [one["metadata"] for one in stands(desk_bench)] == [KEY, "", KEY]


@pytest.mark.parametrize(
    ("account", "channel", "longest"),
    [
        (ACME_FB, PUBLIC, "あ" * 8_000),
        (ACME_FB, DIRECT, "あ" * 2_000),
        (ACME_MS, DIRECT, "あ" * 2_000),
        (ACME_IG, PUBLIC, "あ" * 300),
        (ACME_IG, DIRECT, "あ" * 333),
    ],
)
def test_R4_the_network_takes_as_much_as_the_measure_says(
    desk_bench: Bench, account: Account, channel: Channel, longest: str
) -> None:
    question = (commented if channel is PUBLIC else wrote)(desk_bench, account)
    assert question.answer(longest).post_id
    with pytest.raises((RefusedError, OutcomeUnknownError)):
        question.answer(longest + "あ")


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_a_comment_of_unknown_outcome_is_found_by_its_words_and_place(desk_bench: Bench, account: Account) -> None:
    question, other = commented(desk_bench, account), commented(desk_bench, account, "Kenji")
    desk_bench.meta.fault("take_then_drop", method="POST")
    with pytest.raises(OutcomeUnknownError):
        question.answer()
    [one] = stands(desk_bench)
    found = question.found()
    assert found is not None
    assert (found.post_id, found.text) == (one["id"], WORDS)
    assert other.found() is None
    assert question.found("別の言葉") is None
    desk_bench.clock.forward(minutes(5))
    assert question.found() is None


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_a_comment_that_was_posted_and_answered_with_an_unlisted_error_is_looked_for(
    desk_bench: Bench, account: Account
) -> None:
    question = commented(desk_bench, account)
    desk_bench.meta.fault("take_then_unlisted", method="POST")
    with pytest.raises(OutcomeUnknownError):
        question.answer()
    assert question.found() is not None


def test_R1_of_two_alike_below_the_same_comment_nobody_can_say_which_it_is(desk_bench: Bench) -> None:
    """Answers to replies stand below the comment at the top: a person decides."""
    top = commented(desk_bench, ACME_IG)
    one, two = (commented(desk_bench, ACME_IG, name, answers=top.id) for name in ("Kenji", "Rina"))
    one.answer()
    assert two.found() is not None
    two.answer()
    assert two.found() is None


@pytest.mark.parametrize("ask", [commented, wrote])
def test_R1_what_is_read_back_is_dated_to_the_second(desk_bench: Bench, ask: Any) -> None:
    desk_bench.clock.forward(timedelta(milliseconds=900))
    question = ask(desk_bench, ACME_IG)
    sent = question.answer()
    found = question.found(since=desk_bench.clock.now())
    assert found is not None
    assert found.post_id == sent.post_id


@pytest.mark.parametrize("ask", [commented, wrote])
def test_R1_the_customer_s_own_words_are_never_taken_for_the_answer(desk_bench: Bench, ask: Any) -> None:
    question = ask(desk_bench, ACME_IG)
    more = {"answers": question.id} if ask is commented else {}
    ask(desk_bench, ACME_IG, text=WORDS, **more)
    assert question.found() is None


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_of_two_answers_with_the_same_words_the_newer_is_found(desk_bench: Bench, account: Account) -> None:
    question = commented(desk_bench, account)
    first = question.answer()
    desk_bench.clock.forward(SECOND)
    second = question.answer()
    found = question.found(since=desk_bench.clock.now() - minutes(1))
    assert found is not None
    assert (found.post_id, first.post_id == second.post_id) == (second.post_id, False)


def test_R1_a_colleague_s_older_words_are_not_the_answer(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    desk_bench.meta.comment("brand", WORDS, answers=question.id)
    desk_bench.clock.forward(minutes(3))
    assert question.found(since=desk_bench.clock.now() - minutes(1)) is None


@pytest.mark.parametrize("account", WITH_MESSAGES, ids=lambda one: one.id)
def test_R1_a_message_of_unknown_outcome_is_found_among_the_newest_twenty(desk_bench: Bench, account: Account) -> None:
    question, other = wrote(desk_bench, account), wrote(desk_bench, account, "Kenji")
    desk_bench.meta.fault("take_then_drop", method="POST", path="*/messages")
    with pytest.raises(OutcomeUnknownError):
        question.answer()
    found = question.found()
    assert found is not None
    assert (found.post_id, found.recipient) == (stands(desk_bench)[0]["id"], "")
    assert other.found() is None
    for number in range(20):
        desk_bench.clock.forward(SECOND)
        wrote(desk_bench, account, text=f"{number}")
    assert question.found(since=desk_bench.clock.now() - minutes(1)) is None


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_a_private_answer_of_unknown_outcome_is_found_and_names_its_recipient(
    desk_bench: Bench, account: Account
) -> None:
    question, other = commented(desk_bench, account), commented(desk_bench, account, "Kenji")
    other.answer(channel=DIRECT)
    assert question.found(channel=DIRECT) is None
    desk_bench.meta.fault("take_then_drop", method="POST", path="*/messages")
    with pytest.raises(OutcomeUnknownError):
        question.answer(channel=DIRECT)
    found = question.found(channel=DIRECT)
    assert found is not None
    person = desk_bench.meta.person("Hanako")
    assert found.recipient == person["instagram" if account is ACME_IG else "messenger"]


@pytest.mark.parametrize("account", WITH_COMMENTS, ids=lambda one: one.id)
def test_R1_whose_a_comment_is(desk_bench: Bench, account: Account) -> None:
    question = commented(desk_bench, account)
    sent = question.answer()

    def own(ident: str) -> Any:
        return desk_bench.family.sender.own_post(account, channel=PUBLIC, post_id=ident, customer=question.customer)

    found = own(sent.post_id)
    assert (found.sent.post_id, found.in_reply_to, found.conversation_id) == (sent.post_id, question.id, question.id)
    assert own(question.id) is None
    assert own("../me") is None
    desk_bench.meta.delete_comment(sent.post_id)
    assert own(sent.post_id) is None


@pytest.mark.parametrize("account", WITH_MESSAGES, ids=lambda one: one.id)
def test_R1_whose_a_message_is(desk_bench: Bench, account: Account) -> None:
    question, other = wrote(desk_bench, account), wrote(desk_bench, account, "Kenji")
    sent = question.answer()

    def own(ident: str, customer: str) -> Any:
        return desk_bench.family.sender.own_post(account, channel=DIRECT, post_id=ident, customer=customer)

    assert own(sent.post_id, question.customer).sent.post_id == sent.post_id
    assert own(sent.post_id, other.customer) is None
    assert own(question.id, question.customer) is None
    for nobody_s in ("m_doesnotexist", "a/../me", "m_?x=1#y", "m_ x", "x" * 501):
        assert own(nobody_s, question.customer) is None


def test_T3_a_message_goes_to_its_author_whatever_id_the_ticket_s_customer_has(desk_bench: Bench) -> None:
    """Who commented first is known in Messenger by another id."""
    question = replace(wrote(desk_bench, ACME_FB), customer=desk_bench.meta.person("Hanako")["facebook"])
    sent = question.answer()
    found = question.found()
    assert found is not None
    assert found.post_id == sent.post_id
    assert [one["person"] for one in stands(desk_bench)] == [desk_bench.meta.person("Hanako")["id"]]


def test_I6_a_comment_that_is_gone_takes_no_answer(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    desk_bench.meta.delete_comment(question.id)
    for channel in Channel:
        with pytest.raises(PostGoneError):
            question.answer(channel=channel)


def test_a_hidden_comment_on_instagram_is_shown_again_first(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_IG).as_told(hidden=True)
    with pytest.raises(RefusedError, match="show it again first"):
        question.prepare()


def test_an_id_that_could_lead_elsewhere_is_never_part_of_an_address(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB).as_told(id="1/../me", answer_id="")
    with pytest.raises(RefusedError, match="no id that Meta could know"):
        question.prepare()


def test_an_account_without_a_permission_is_disconnected_before_anything_is_sent(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    desk_bench.grants.held[seed.APP] = {}
    with pytest.raises(DisconnectedError):
        question.prepare()
    assert stands(desk_bench) == []


def test_a_prepared_answer_has_asked_nobody(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    asked_before = desk_bench.requests()
    ready = question.prepare()
    assert (desk_bench.requests(), stands(desk_bench)) == (asked_before, [])
    ready.send()
    assert len(stands(desk_bench)) == 1


@pytest.mark.parametrize("fault", ["garbage", "502", "drop"])
@pytest.mark.parametrize("account", WITH_MESSAGES, ids=lambda one: one.id)
def test_R1_an_answer_that_says_nothing_leaves_the_outcome_unknown(
    desk_bench: Bench, account: Account, fault: str
) -> None:
    question = wrote(desk_bench, account)
    desk_bench.meta.fault(fault, method="POST")
    with pytest.raises(OutcomeUnknownError):
        question.answer()
    assert question.found() is None


def test_R1_sending_reads_nothing_but_what_meta_answers(desk_bench: Bench) -> None:
    """A secret that cannot be read then would leave the outcome of the send unknown."""
    ready = [commented(desk_bench, ACME_FB).prepare(), wrote(desk_bench, ACME_MS).prepare()]
    desk_bench.secrets.fails = desk_bench.grants.fails = UnavailableError("no answer")
    assert [each.send()[0].text for each in ready] == [WORDS, WORDS]


def test_R1_a_refused_token_stays_refused_if_nobody_can_say_whether_there_is_a_newer_one(desk_bench: Bench) -> None:
    ready = commented(desk_bench, ACME_FB).prepare()
    desk_bench.meta.settings(token="another token, which nobody at the desk knows")
    desk_bench.grants.fails = UnavailableError("no answer")
    with pytest.raises(DisconnectedError):
        ready.send()
