"""Another network goes the whole way with nothing but rules of its own (N1-N3)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import Incident, IncidentNews
from shared.domain.errors import InvalidError
from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.notifications.incident_text import fault_message
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import ReplyState
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.preview_reply import Draft, ReplyPreview, preview_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from tests import toy
from tests.builders import at, minutes
from tests.fake_desk import AT_ONCE, TWO_STEPS, FakeDesk, FakeNetwork
from tests.fake_plug import FakePlug
from tests.toy.rules import ToyRules
from tests.unit.api.test_api import call

BRAND = "did:toy:brand"
CUSTOMER = Author("did:web:toy.example%3A8443", "", "みつき")
ACCOUNT = {"network": "toy", "network_id": BRAND, "username": "", "name": "Acme on Toytown"}
WINDOW = timedelta(hours=24)
POST = Measure("graphemes", 300, LetterCount(lambda _: 1), bytes_limit=4_500)


def test_N1_a_network_with_a_server_and_a_window_is_a_package_of_under_150_lines() -> None:
    files = Path(str(toy.__file__)).parent.glob("*.py")
    assert sum(len(each.read_text().splitlines()) for each in files) < 150


class LongerToyRules(ToyRules):
    """Toytown after it has grown: posts of 300 letters as people see them, and more on some of its servers."""

    account_form = AccountForm(
        ToyRules.account_form.network_id,
        options={"max_letters": FieldForm(r"[1-9][0-9]{1,4}", "a number of letters of 10 or more", "500")},
    )

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:
        said = account.options.get("max_letters") if account is not None else None
        return replace(POST, limit=int(said)) if said is not None else POST


LONG = "お問い合わせありがとうございます。" * 20


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(AT_ONCE, TWO_STEPS, Document("account", "toy", 1, ACCOUNT))
    rules: NetworkRules = LongerToyRules()
    fake.rules = {**fake.rules, "toy": rules}
    fake.networks["toy"] = FakePlug("toy", rules, webhook=None, reader=None, sender=FakeNetwork(fake.clock))
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def written(minute: float, text: str = "届きません") -> IncomingPost:
    """A customer's post under the brand's, at `minute` minutes after noon."""
    ident = f"at://{CUSTOMER.id}/toy.post/3kq$.x"
    return IncomingPost(
        network="toy",
        id=ident,
        answer_id=ident,
        author=CUSTOMER,
        text=text,
        posted_at=at(minute),
        conversation_id="at://did:toy:brand/toy.post/1",
        channel=Channel.PUBLIC,
        received_for=BRAND,
        told_as_mention=True,
        answer_by=at(minute) + WINDOW,
    )


def ticket_of(desk: FakeDesk) -> Ticket:
    [ticket] = desk.tickets.of_customer("toy", CUSTOMER.id)[1]
    return ticket


def previewed(desk: FakeDesk, text: str) -> ReplyPreview:
    return preview_reply(Draft("toy", text, ticket_of(desk).id), desk=desk)


def answer(desk: FakeDesk, text: str, **more: Any) -> ReplyState | None:
    ticket = ticket_of(desk)
    said = {"client_reply_id": "reply-0001", "in_reply_to": ticket.posts[0].id, "seen_through": ticket.posts[0].id}
    reply_to_ticket(ReplyToTicket(ticket=ticket.id, text=text, **(said | more)), by=desk.kt, desk=desk)
    return send_reply(ticket.id, "reply-0001", desk=desk)


def test_N2_a_post_with_any_id_opens_one_ticket_and_an_edit_without_a_new_id_changes_it(desk: FakeDesk) -> None:
    assert [ingest_post(written(0), desk=desk).outcome for _ in range(2)] == ["stored", "known"]
    edited = replace(written(0, "届きました！"), edited_at=at(3), version="cid2")
    assert ingest_post(edited, desk=desk).outcome == "edited"
    assert [post.text for post in ticket_of(desk).posts] == ["届きました！"]


def test_R4_its_own_measure_is_what_the_preview_counts_by(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    assert [part.length for part in previewed(desk, "👩🏽‍🚀" * 300).parts] == [300]
    long = previewed(desk, LONG)
    assert long.measure == POST
    assert len(long.parts) == 2
    assert (long.may.reason_code, long.cost, long.link_cost, long.message_link) == (
        Reason.SUMMONED,
        Decimal(0),
        Decimal(0),
        None,
    )


def test_R4_its_limit_of_bytes_holds_in_the_preview_and_in_what_is_sent(desk: FakeDesk) -> None:
    """An emoji of a family is one letter of 25 bytes."""
    ingest_post(written(0), desk=desk)
    text = "👨‍👩‍👧‍👦" * 200
    body = {"account": "toy", "ticket": ticket_of(desk).id, "text": text}
    shown = call("POST", "/api/preview/reply", body)[1]
    assert (shown["limit"], shown["bytes_limit"], len(shown["parts"])) == (300, 4_500, 2)
    assert all(part["bytes"] <= 4_500 for part in shown["parts"])
    assert answer(desk, text) is ReplyState.SENT
    [reply] = ticket_of(desk).replies
    assert [part.text for part in reply.parts] == [part["text"] for part in shown["parts"]]


def test_N6_whom_it_would_tell_nothing_is_named_in_every_part(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the preview shows is what goes out, and what the desk keeps: the name once, also where the writer typed it."""
    rules: Any = desk.rules["toy"]
    monkeypatch.setattr(rules, "opening", lambda _, post, channel: f"@{post.author.name} ", raising=False)
    ingest_post(written(0), desk=desk)
    body = {"account": "toy", "ticket": ticket_of(desk).id, "text": "@みつき " + LONG}
    shown = call("POST", "/api/preview/reply", body)[1]
    assert shown["opening"] == "@みつき "
    assert answer(desk, "@みつき " + LONG) is ReplyState.SENT
    sender: FakeNetwork = desk.networks["toy"].sender
    sent = [sent.text for sent in sender.stands]
    assert sent == [part["text"] for part in shown["parts"]]
    assert len(sent) > 1
    assert all(text.startswith("@みつき ") and text.count("みつき") == 1 for text in sent)
    assert [post.text for post in ticket_of(desk).posts if not post.inbound] == sent


def saved(desk: FakeDesk, ident: str, **options: Any) -> Account:
    """Save another account, with what its network lets it say, and read it again."""
    document = Document("account", ident, 0, ACCOUNT | {"network_id": f"did:toy:{ident}", "options": options})
    change_settings([document], by=None, desk=desk, within=None)
    return desk_settings(desk, fresh=True).account(ident)


def test_R4_an_accounts_own_server_may_allow_more(desk: FakeDesk) -> None:
    saved(desk, "big", max_letters="5000")
    accounts = {account["id"]: account for account in call("GET", "/api/queue")[1]["accounts"]}
    limits = [accounts[ident]["measures"]["public"]["limit"] for ident in ("toy", "big")]
    shown = [call("POST", "/api/preview/reply", {"account": ident, "text": LONG})[1] for ident in ("toy", "big")]
    assert limits == [each["limit"] for each in shown] == [300, 5_000]
    assert [len(each["parts"]) for each in shown] == [2, 1]


def test_C6_an_account_says_what_its_network_lets_it_say(desk: FakeDesk) -> None:
    assert saved(desk, "big", max_letters="5000").options == {"max_letters": "5000"}
    [network] = [each for each in call("GET", "/api/networks")[1]["networks"] if each["id"] == "toy"]
    assert network["account_options"] == [{"name": "max_letters", "example": "500"}]


@pytest.mark.parametrize(
    ("options", "path", "sentence"),
    [
        ({"max_letter": "500"}, "options", "there is no option 'max_letter'; did you mean 'max_letters'?"),
        ({"colour": "red"}, "options", "there is no option 'colour'; there are max_letters"),
        ({"max_letters": "many"}, "options.max_letters", "'many' cannot stand here; it must be a number of letters"),
        ({"max_letters": 500}, "options.max_letters", "500 cannot stand here; it must be a text, in quotes"),
        ({"max_letters": "5" * 501}, "options.max_letters", "cannot stand here"),
        ({"max_letters": ["500"]}, "options.max_letters", "cannot stand here"),
    ],
)
def test_C6_an_option_that_the_network_does_not_know_is_refused_with_the_reason(
    desk: FakeDesk, options: dict[str, Any], path: str, sentence: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        saved(desk, "big", **options)
    assert refused.value.path == f"accounts[big].{path}"
    assert sentence in refused.value.sentence


def test_C6_a_network_without_options_says_so(desk: FakeDesk) -> None:
    x = {"network": "x", "network_id": "7", "username": "acme_x", "name": "Acme", "options": {"max_letters": "500"}}
    with pytest.raises(InvalidError, match="there is no option 'max_letters'; there are none"):
        change_settings([Document("account", "acme_x", 0, x)], by=None, desk=desk, within=None)


def kinds(desk: FakeDesk, text: str, channel: Channel | None = None) -> list[tuple[str, str]]:
    """The findings that the preview shows."""
    body = {"account": "toy", "ticket": ticket_of(desk).id, "text": text, "channel": channel and channel.value}
    warnings = call("POST", "/api/preview/reply", body)[1]["warnings"]
    return [(warning["kind"], warning["said"]) for warning in warnings]


def test_N1_words_said_before_are_a_finding_also_where_no_network_refuses_them(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    answer(desk, "発送しました。")
    assert kinds(desk, "発送しました。") == [("said_before", "発送しました。")]


def test_N1_a_link_is_accidental_only_where_the_network_sees_one(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    assert kinds(desk, "Sorry.It will leave today.") == []


def test_N6_who_is_named_in_private_is_a_finding_where_the_network_shows_it_to_them(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_post(written(0), desk=desk)
    rules: Any = desk.rules["toy"]
    monkeypatch.setattr(rules, "handles_in", lambda text: [w[1:] for w in text.split() if w[0] == "@"], raising=False)
    assert kinds(desk, "@ken @rin @ken ok", Channel.DIRECT) == []
    monkeypatch.setattr(rules, "handles_tell", frozenset(Channel), raising=False)
    assert kinds(desk, "@ken @rin @ken ok", Channel.DIRECT) == [("names_others", "@ken @rin")]
    assert kinds(desk, "@ken ok") == []


def test_R1_an_answer_has_the_address_that_the_network_gave_it(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    sender: FakeNetwork = desk.networks["toy"].sender
    send = sender.send
    sender.send = lambda *args, **more: [  # type: ignore[method-assign]
        replace(sent, url="https://toytown.example/@acme/1") for sent in send(*args, **more)
    ]
    answer(desk, "発送しました。")
    assert [post.url for post in ticket_of(desk).posts if not post.inbound] == ["https://toytown.example/@acme/1"]


def test_L3_its_deadline_warns_the_team(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    ticket = ticket_of(desk)
    desk.clock.forward(minutes(70))
    chase_deadline(ticket.id, ticket.clocks[0].id, None, desk=desk)
    [key] = [alert.key for alert in ticket_of(desk).alerts]
    assert key[1] == "due"


def test_R1_an_answer_goes_out_in_its_parts_and_costs_nothing(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    assert answer(desk, LONG) is ReplyState.SENT
    sender: FakeNetwork = desk.networks["toy"].sender
    first, second = sender.sends
    assert (first[1], second[1]) == (written(0).id, sender.stands[0].post_id)
    assert list(desk.ledger.entries(at(0).date(), at(0).date())) == []
    assert ticket_of(desk).status == "answered"


def test_N3_after_its_window_it_can_only_be_answered_on_the_network(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    desk.clock.forward(WINDOW)
    assert previewed(desk, "はい").may.reason_code is Reason.WINDOW_CLOSED
    with pytest.raises(InvalidError, match="Toytown takes no answer"):
        answer(desk, "はい")


def test_N1_the_page_is_told_its_name_its_measures_and_that_nothing_is_charged(desk: FakeDesk) -> None:
    ingest_post(written(0), desk=desk)
    accounts = {account["id"]: account for account in call("GET", "/api/queue")[1]["accounts"]}
    assert (accounts["toy"]["network"], accounts["toy"]["network_name"]) == ("toy", "Toytown")
    assert accounts["toy"]["measures"]["public"] == {
        "unit": "graphemes",
        "limit": 300,
        "bytes_limit": 4_500,
        "splits": True,
    }
    networks = {network["id"]: network for network in call("GET", "/api/networks")[1]["networks"]}
    assert networks["toy"]["prices"] == {}
    status, shown = call("GET", f"/api/tickets/{ticket_of(desk).id}")
    assert (status, shown["customer_url"], shown["inbox_url"]) == (200, None, None)


def test_N1_a_post_whose_address_was_not_told_stands_where_the_rules_say(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_post(replace(written(0), url=""), desk=desk)
    address = f"/api/tickets/{ticket_of(desk).id}"
    monkeypatch.setattr(ToyRules, "post_address", lambda _, post_id, account: f"https://{account.id}.example/{post_id}")
    [shown] = call("GET", address)[1]["posts"]
    assert shown["url"] == f"https://toy.example/{shown['id']}"
    monkeypatch.setattr(ToyRules, "post_address", lambda *_: None)
    assert call("GET", address)[1]["posts"][0]["url"] == ""


def test_N1_the_page_is_told_where_private_messages_are_read_on_the_network(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_post(written(0), desk=desk)
    monkeypatch.setattr(ToyRules, "inbox_address", lambda _, account: f"https://toys.example/{account.network_id}")
    shown = call("GET", f"/api/tickets/{ticket_of(desk).id}")[1]
    assert shown["inbox_url"] == f"https://toys.example/{ACCOUNT['network_id']}"


@pytest.mark.parametrize("shown", [True, False])
def test_N5_the_page_is_told_whether_answers_in_the_networks_own_app_come_in(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *, shown: bool
) -> None:
    monkeypatch.setattr(ToyRules, "shows_native_answers", shown)
    accounts = {account["id"]: account for account in call("GET", "/api/queue")[1]["accounts"]}
    assert (accounts["toy"]["shows_native_answers"], accounts["acme"]["shows_native_answers"]) == (shown, True)


def test_N1_its_accounts_are_saved_in_its_own_form_and_without_a_handle(desk: FakeDesk) -> None:
    saved = Document("account", "toy_jp", 0, ACCOUNT | {"network_id": "did:toy:japan"})
    change_settings([saved], by=None, desk=desk, within=None)
    assert desk_settings(desk, fresh=True).account("toy_jp").network_id == "did:toy:japan"
    with pytest.raises(InvalidError) as refused:
        change_settings([Document("account", "a", 0, ACCOUNT | {"network_id": "7"})], by=None, desk=desk, within=None)
    assert refused.value.path == "accounts[a].network_id"


@pytest.mark.parametrize(("language", "named"), [("en", "disconnected from Toytown"), ("ja", "Toytown との接続切れ")])
def test_I8_its_faults_are_told_by_its_name(desk: FakeDesk, language: str, named: str) -> None:
    account = desk_settings(desk).account("toy")
    incident = Incident(account.id, Fault.ACCOUNT_DISCONNECTED, at(0))
    reader = replace(desk.boss, language=language)
    told = fault_message(
        IncidentNews.RAISED, incident.fault, [(account, incident)], rules=desk.rules, reader=reader, url="u"
    )
    assert named in told.subject
    assert "X" not in told.text
