"""A new ticket's words find their people (L6)."""

import pytest

from shared.domain.errors import InvalidError
from shared.domain.settings.keyword_rules import KeywordRule
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.documents import settings_from
from tests.alerting import deliver
from tests.builders import minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk


def rule(ident: str = "returns", version: int = 1, **more: object) -> Document:
    body = {"words": ["返品", "Refund"], "notify": ["person:kt"], **more}
    return Document("keyword_rule", ident, version, body)


def told(desk: FakeDesk, text: str) -> list[tuple[str, str]]:
    """Who is told of a new ticket with these words, and under which subject."""
    ingest_post(sighted(0, text=f"@acme_help {text}"), desk=desk)
    deliver(desk)
    return [(who, subject) for who, subject, _ in desk.mailer.mails]


@pytest.mark.parametrize("text", ["返品したいです", "I want a REFUND now", "ｒｅｆｕｎｄ please", "返品とrefund"])
def test_L6_a_new_ticket_with_a_rules_word_is_told_by_mail_to_its_people(text: str) -> None:
    desk = FakeDesk(rule())
    assert [who for who, _ in told(desk, text)] == ["kt"]
    assert desk.texter.texts == []


@pytest.mark.parametrize(("networks", "kept"), [([], True), (["x"], True), (["toy", "x"], True), (["toy"], False)])
def test_L6_N1_a_rule_may_be_for_some_networks_alone(networks: list[str], kept: bool) -> None:
    desk = FakeDesk(rule(networks=networks, tags=["returns"]))
    people = [who for who, _ in told(desk, "返品")]
    assert (people, desk.only_ticket().tags) == ((["kt"], ("returns",)) if kept else ([], ()))


@pytest.mark.parametrize("text", ["返金したいです", "where is my order?"])
def test_L6_other_words_tell_nobody(text: str) -> None:
    assert told(FakeDesk(rule()), text) == []


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [("ヘンピン", "ﾍﾝﾋﾟﾝです", True), ("STRASSE", "Straße", True), ("①", "1番", True), ("返 品", "返品", False)],
)
def test_L6_matching_is_nfkc_and_case_insensitive(word: str, text: str, found: bool) -> None:
    assert bool(KeywordRule("r", (word,)).found_in(text)) is found


def test_L6_the_mail_names_the_word_in_the_readers_language() -> None:
    desk = FakeDesk(rule(notify=["person:kt", "managers"]))
    assert told(desk, "返品したい") == [
        ("kt", "【返品】みつき様の新しいチケット（@acme_help）"),
        ("boss", "返品: new ticket from みつき on @acme_help"),
    ]


def test_L6_each_person_is_told_once_however_many_rules_and_deliveries_there_are() -> None:
    desk = FakeDesk(rule(), rule("angry", words=["品"], notify=["person:kt", "managers"]))
    assert len(told(desk, "返品")) == 2
    told(desk, "返品")
    ingest_post(sighted(1, text="@acme_help 返品！"), desk=desk)
    deliver(desk)
    assert sorted(who for who, _, _ in desk.mailer.mails) == ["boss", "kt"]


def test_L6_a_rule_holds_for_the_accounts_that_it_names() -> None:
    assert told(FakeDesk(rule(accounts=["elsewhere"])), "返品") == []
    assert len(told(FakeDesk(rule(accounts=["acme"])), "返品")) == 1


def test_L6_a_rules_tags_are_on_the_ticket_before_its_policy_is_chosen() -> None:
    quick = Document("policy", "quick", 1, {"tags": ["returns"], "first_reply_minutes": 5})
    desk = FakeDesk(quick, rule(tags=["returns"], notify=[]), rule("too", tags=["returns", "vip"], notify=[]))
    told(desk, "返品")
    ticket = desk.only_ticket()
    assert ticket.tags == ("returns", "vip")
    assert ticket.running is not None
    assert ticket.running.policy.id == "quick"
    assert desk.mailer.mails == []


def test_L6_a_crash_before_the_queue_heals_when_the_post_is_delivered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk(rule())
    with monkeypatch.context() as cut:
        cut.setattr(desk.alerts, "put", cut_off)
        with pytest.raises(ConnectionError):
            told(desk, "返品")
    assert [who for who, _ in told(desk, "返品")] == ["kt"]


def test_L6_once_answered_nobody_is_told() -> None:
    desk = FakeDesk(rule())
    ingest_post(sighted(0, text="@acme_help 返品"), desk=desk)
    ingest_post(sighted_answer(1, sighted(0).id), desk=desk)
    assert set(deliver(desk)) <= {"stale", "known"}
    assert desk.mailer.mails == []


def test_L6_a_keyword_leaves_the_ladder_as_it_is() -> None:
    desk = FakeDesk(rule())
    told(desk, "返品")
    clock = desk.only_ticket().running
    assert clock is not None
    assert clock.fired == {}
    assert list(desk.timers.running.values()) == [clock.started_at + minutes(30)]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (rule(words=[]), "keyword_rules[returns].words"),
        (rule(words=["  "]), "keyword_rules[returns].words[0]"),
        (rule(notify=["person:gone"]), "keyword_rules[returns].notify[0]"),
        (rule(notify=["everybody"]), "keyword_rules[returns].notify[0]"),
        (rule(colour="red"), "keyword_rules[returns].colour"),
    ],
)
def test_L6_a_rule_that_cannot_be_is_refused_with_the_path(document: Document, path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        settings_from((document, Document("person", "kt", 1, {"name": "K", "email": "k@example.com"})))
    assert refused.value.path == path


def cut_off(*args: object, **more: object) -> None:
    raise ConnectionError("cut off")


def test_L6_a_rule_of_a_star_tells_of_every_new_ticket_of_its_account() -> None:
    desk = FakeDesk(rule(words=["*"], accounts=["acme"], notify=["person:kt", "managers"], tags=["seen"]))
    assert told(desk, "おはようございます") == [
        ("kt", "【新着】みつき様の新しいチケット（@acme_help）"),
        ("boss", "New ticket from みつき on @acme_help"),
    ]
    assert desk.only_ticket().tags == ("seen",)
    assert told(FakeDesk(rule(words=["*"], accounts=["elsewhere"])), "hello") == []


def test_L6_beside_a_star_the_words_that_were_found_are_named() -> None:
    desk = FakeDesk(rule(words=["*", "返品"]), rule("angry", words=["angry"]))
    assert [subject for _, subject in told(desk, "返品 2 * 3")] == ["【返品】みつき様の新しいチケット（@acme_help）"]


def test_L6_the_notice_of_a_new_ticket_is_in_the_teams_own_words() -> None:
    own = Document("text", "keyword", 1, {"ja": {"subject": "{found}の件", "text": "{state}\n{link}"}})
    desk = FakeDesk(rule(), own)
    assert told(desk, "返品したい") == [("kt", "返品の件")]
    assert desk.mailer.mails[0][2].startswith("返信期限まであと1時間です\nhttps://")
