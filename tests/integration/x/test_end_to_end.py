"""The desk's use cases on the stand-in for X: nothing is missed, and what is not heard is said (I8, R1, C2)."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fake_x.client import FakeX
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.lookups import XLookups
from shared.networks.x.polling import XPolling
from shared.networks.x.reading.reader import read_delivery
from shared.networks.x.sender import XNetwork
from shared.networks.x.webhooks import XRedelivery
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.deletions.detect_deletions import detect_deletions
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.fake_desk import FakeDesk, FakeIngest
from tests.fake_plug import plugged
from tests.integration.fake_x_keys import HELP, Keys
from tests.integration.fake_x_receiver import Receiver
from tests.integration.x.impatience import impatient_for

ACCOUNT = Document(
    "account", HELP.id, 1, {"network": "x", "network_id": HELP.network_id, "username": HELP.username, "name": HELP.name}
)


@pytest.fixture
def fake(fake: FakeX, receiver: Receiver) -> FakeX:
    fake.connect(receiver.url)
    receiver.received.clear()
    return fake


class DeskOnX(FakeDesk):
    """Its clock starts at the real time, since X's ids carry that."""

    def __init__(self, fake: FakeX) -> None:
        super().__init__(ACCOUNT, now=datetime.now(UTC))
        self.fake = fake
        self.plug.sender = XNetwork(fake.url, Keys(), self.clock, self.budgets)

    def poll(self) -> None:
        ingest = FakeIngest()
        timelines = XPolling(self.fake.url, Keys(), self.clock, self.budgets)
        webhooks = XRedelivery(self.fake.url, Keys(), self.clock)
        poll_accounts(desk=plugged(self, timelines=timelines, redelivery=webhooks, ingest=ingest))
        self.take(ingest.deliveries, source="poll")

    def detect_deletions(self) -> None:
        ingest = FakeIngest()
        lookups = XLookups(self.fake.url, Keys(), self.clock, self.budgets)
        detect_deletions(desk=plugged(self, lookups=lookups, ingest=ingest))
        self.take(ingest.deliveries, source="lookup")

    def take(self, deliveries: list[bytes], *, source: str) -> None:
        for body in deliveries:
            ingest_delivery(read_delivery(body, self.clock.now()), source=source, desk=self)

    def ticket_of(self, author_id: str) -> Ticket:
        [ticket] = self.tickets.of_customer(HELP.id, author_id)[1]
        return ticket

    @property
    def faults(self) -> set[str]:
        [health] = [each for each in account_health(desk=self) if each.account.id == HELP.id]
        return set(health.faults)


def test_I8_with_the_webhook_off_every_post_comes_within_one_poll_and_the_desk_says_that_it_is_deaf(
    fake: FakeX, receiver: Receiver
) -> None:
    desk = DeskOnX(fake)
    desk.poll()
    fake.switch(enabled=False)
    asked = fake.post("hanako", "@acme_help where is my parcel?")
    fake.message("kenji", "acme_help", "注文番号は 4711 です")
    fake.post("acme_help", "It left today.", in_reply_to=asked["id"])
    desk.clock.forward(timedelta(minutes=2))
    desk.poll()
    hanako = desk.ticket_of(asked["author_id"])
    assert (hanako.status, hanako.running) == (Status.ANSWERED, None)
    assert desk.ticket_of(fake.user("kenji")["id"]).last_post.text == "注文番号は 4711 です"
    assert desk.faults == set()
    desk.clock.forward(timedelta(minutes=1))
    desk.poll()
    assert desk.faults == {"webhook_silent"}

    fake.switch(enabled=True)
    fake.post("hanako", "@acme_help thank you!")
    receiver.wait(lambda one: len(one.of_type("post.mention.create")) == 1)
    before = len(receiver.received)
    desk.clock.forward(timedelta(minutes=1))
    desk.take([body for _, body in receiver.received], source="webhook")
    desk.poll()
    assert desk.faults == set()
    receiver.wait(lambda one: len(one.received) > before)
    receiver.wait(lambda one: len(one.of_type("dm.received")) == 1)
    desk.take([body for _, body in receiver.received], source="webhook")
    assert [post.text for post in desk.ticket_of(asked["author_id"]).posts if post.inbound] == [
        "@acme_help where is my parcel?",
        "@acme_help thank you!",
    ]


@pytest.mark.parametrize("channel", ["public", "direct"])
def test_R1_a_reply_that_x_took_while_its_answer_timed_out_is_sent_within_a_minute_and_stands_there_once(
    fake: FakeX, channel: str
) -> None:
    desk = DeskOnX(fake)
    direct = channel == "direct"
    if direct:
        author = fake.message("hanako", "acme_help", "Where is my parcel?")["sender_id"]
    else:
        author = fake.post("hanako", "@acme_help where is my parcel?")["author_id"]
    desk.poll()
    ticket = desk.ticket_of(author)
    post = ticket.last_post.id
    reply_to_ticket(ReplyToTicket(ticket.id, "reply-0001", post, post, "It leaves today. ^KT"), by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(minutes=1))
    fake.fault("take_then_timeout", method="POST", path="/2/*", seconds=5)
    with impatient_for("timeout"):
        assert send_reply(ticket.id, "reply-0001", desk=desk) is ReplyState.SENDING
    desk.clock.forward(timedelta(seconds=9))
    assert send_reply(ticket.id, "reply-0001", desk=desk) is ReplyState.SENT
    assert desk.ticket_of(author).status is Status.ANSWERED
    desk.poll()
    assert len(desk.ticket_of(author).posts) == 2
    stands = fake.messages() if direct else fake.posts(author="acme_help") + fake.posts(author="hanako")
    assert len(stands) == 2


def test_I6_a_post_that_its_author_deleted_unheard_and_one_of_a_closed_account_lose_their_words(fake: FakeX) -> None:
    desk = DeskOnX(fake)
    deleted = fake.post("hanako", "@acme_help my street is Bluebell Lane")
    closed = fake.post("kenji", "@acme_help my street is Bluebell Yard")
    kept = fake.post("aoi", "@acme_help hello?")
    desk.poll()
    fake.delete(deleted["id"])
    fake.user("kenji", protected=True)
    desk.detect_deletions()
    told = {each["id"]: desk.ticket_of(each["author_id"]).posts[0] for each in (deleted, closed, kept)}
    assert [told[each["id"]].gone_because for each in (deleted, closed, kept)] == ["deleted", "withheld", None]
    assert "Bluebell" not in repr(vars(desk.tickets))
    assert desk.ticket_of(deleted["author_id"]).running is None
    assert desk.ticket_of(kept["author_id"]).running is not None
