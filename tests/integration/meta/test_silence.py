"""A whole desk on the stand-in: what the webhook does not bring, what it brings again, and what a dead token stops (I8)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from infra.local.meta import seed
from shared.domain.accounts.connection import StepState
from shared.domain.accounts.faults import Fault
from shared.domain.tickets.ticket import Ticket
from shared.networks.meta.api.client import Call
from shared.networks.meta.facebook.plug import FacebookPlug
from shared.networks.meta.instagram.plug import InstagramPlug
from shared.networks.meta.messenger.plug import MessengerPlug
from shared.networks.meta.plug import MetaPlug
from shared.networks.meta.setup import MetaSetup
from shared.ports.memory import ProcessMemory
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.poll_accounts import poll_accounts
from tests.fake_desk import FakeDesk, FakeIngest
from tests.fake_plug import FakeRules
from tests.integration.meta.bench import ACME_FB, Bench
from tests.integration.meta.hook import Hook, listening
from tests.integration.networks.typing_person import TypingPerson

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as made:
        made.url = made.url.replace("abc123.execute-api.localhost", "127.0.0.1")
        yield made


class World:
    """A desk with an account of each network of the family, whose webhook is `hook`."""

    def __init__(self, bench: Bench, hook: Hook) -> None:
        self.meta, self.hook, self.bench = bench.meta, hook, bench
        self.desk = FakeDesk(*(_document(brand) for brand in seed.ACCOUNTS))
        self.desk.clock = bench.clock
        bench_context = bench.context
        plugs: list[Any] = [FacebookPlug(bench_context), MessengerPlug(bench_context), InstagramPlug(bench_context)]
        self.desk.networks = {plug.name: plug for plug in plugs}
        self.desk.rules = FakeRules({plug.name: plug.rules for plug in plugs})
        self.family: MetaPlug = plugs[0]
        hook.told.clear()
        bench.meta.connect(hook.url)

    def deliver(self) -> int:
        """Hand to the desk what the webhook was told; return how many deliveries there were."""
        while self.meta.under_way():
            pass
        bodies, self.hook.told = [body for body, _ in self.hook.told], []
        for body in bodies:
            self._ingest(body, "webhook")
        return len(bodies)

    def poll(self, after: timedelta = timedelta(0)) -> dict[str, int]:
        """Poll as a new process does, and take in what that finds."""
        self.bench.clock.forward(after)
        self.desk.memory = ProcessMemory()
        self.desk.ingest = FakeIngest()
        outcomes = {str(outcome): n for outcome, n in poll_accounts(desk=self.desk).items()}
        for body in self.desk.ingest.deliveries:
            self._ingest(body, "poll")
        return outcomes

    def polls(self, minutes: int) -> None:
        for _ in range(minutes):
            self.poll(MINUTE)

    def _ingest(self, body: bytes, source: str) -> None:
        ingest_delivery(self.family.reader.read(body, self.bench.clock.now()), source=source, desk=self.desk)

    def faults(self, account: str) -> list[str]:
        [health] = [each for each in account_health(desk=self.desk) if each.account.id == account]
        return [str(fault) for fault in health.faults]

    def tickets(self, account: str) -> list[Ticket]:
        return [ticket for ticket in self.desk.tickets.tickets.values() if ticket.account == account]


def _document(brand: Any) -> Document:
    content = {"network": brand.network, "network_id": brand.network_id, "name": brand.name, "app": brand.app}
    return Document("account", brand.id, 1, {**content, **({"username": brand.username} if brand.username else {})})


@pytest.fixture
def world(desk_bench: Bench, hook: Hook) -> World:
    return World(desk_bench, hook)


def test_I8_a_field_that_the_app_lost_is_subscribed_again_and_what_it_missed_is_polled(world: World) -> None:
    """The Page's own subscription succeeds all the while."""
    world.poll()
    form = {
        "object": "page",
        "fields": ",".join(field for field in seed.PAGE_FIELDS if field != "feed"),
        "callback_url": world.hook.url,
        "verify_token": seed.VERIFY_TOKEN,
    }
    world.family.client.as_app(seed.APP, "POST", f"/{seed.APP_ID}/subscriptions", form=form)
    world.bench.comment()
    assert world.deliver() == 0
    for _ in range(16):
        world.poll(MINUTE)
    assert len(world.tickets("acme_fb")) == 1
    assert "subscriptions_lost" not in world.faults("acme_fb")
    world.bench.comment("and mine?", "Taro")
    assert world.deliver() == 1
    assert len(world.tickets("acme_fb")) == 2


def test_I8_comments_that_only_polling_finds_raise_the_alarm_though_messages_are_delivered(world: World) -> None:
    world.poll()
    world.meta.hold()
    world.bench.comment()
    for _ in range(9):
        world.poll(MINUTE)
    assert world.faults("acme_fb") == ["webhook_silent"]
    assert world.faults("acme_ms") == []
    world.meta.settings(holds=False)
    world.meta.write("Hanako", "a message, which comes")
    assert world.deliver() == 1
    world.poll(MINUTE)
    assert (world.faults("acme_fb"), world.faults("acme_ms")) == (["webhook_silent"], [])
    world.meta.release()
    world.deliver()
    world.poll(MINUTE)
    assert world.faults("acme_fb") == []
    assert len(world.tickets("acme_fb")) == 1


def test_I8_on_instagram_too_messages_do_not_hide_that_comments_do_not_come(world: World) -> None:
    world.poll()
    world.meta.hold()
    world.bench.comment(platform="instagram")
    world.polls(6)
    world.meta.settings(holds=False)
    for _ in range(3):
        world.meta.write("Hanako", "a message, which comes", platform="instagram")
        world.deliver()
        world.poll(MINUTE)
    assert world.faults("acme_ig") == ["webhook_silent"]


def test_I3_what_both_bring_stands_once_with_the_webhooks_time(world: World) -> None:
    world.bench.clock.forward(timedelta(milliseconds=456))
    at = world.bench.clock.now()
    for platform in ("messenger", "instagram"):
        world.meta.write("Hanako", "one", platform=platform)
    world.bench.clock.forward(timedelta(milliseconds=200))
    for platform in ("messenger", "instagram"):
        world.meta.write("Hanako", "two", platform=platform)
    world.deliver()
    world.polls(6)
    for account in ("acme_ms", "acme_ig"):
        [ticket] = world.tickets(account)
        assert [post.text for post in ticket.posts] == ["one", "two"]
        assert [post.posted_at for post in ticket.posts] == [at, at + timedelta(milliseconds=200)]


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_I3_a_comment_that_both_bring_stands_once_in_either_order(world: World, platform: str) -> None:
    world.poll()
    first = world.bench.comment("one", platform=platform)
    world.deliver()
    world.polls(6)
    world.meta.hold()
    second = world.bench.comment("two", platform=platform)
    world.polls(6)
    world.meta.release()
    world.deliver()
    [ticket] = world.tickets("acme_fb" if platform == "facebook" else "acme_ig")
    assert [post.id for post in ticket.posts] == [first["id"], second["id"]]


def test_C2_a_native_answer_that_only_polling_finds_stops_the_clock(world: World) -> None:
    world.poll()
    top = world.bench.comment()
    world.deliver()
    [ticket] = world.tickets("acme_fb")
    assert ticket.running is not None
    world.meta.hold()
    world.bench.clock.forward(MINUTE)
    world.meta.comment("brand", "It left today.", answers=top["id"])
    world.polls(5)
    [ticket] = world.tickets("acme_fb")
    assert ticket.running is None


def test_I8_comments_under_an_instagram_advertisement_are_polled_once_the_webhook_has_named_it(world: World) -> None:
    ad = world.meta.post("Buy a kettle", platform="instagram", ad=True)
    world.bench.comment("one", on=ad["id"], platform="instagram")
    world.deliver()
    world.bench.watched["acme_ig"] = world.desk.watched_threads.newest("acme_ig", limit=9)
    world.meta.hold()
    world.bench.comment("two", on=ad["id"], platform="instagram")
    world.polls(6)
    assert [post.text for ticket in world.tickets("acme_ig") for post in ticket.posts] == ["one", "two"]


def test_I8_a_password_change_stops_everything_and_the_same_page_can_be_connected_again(world: World) -> None:
    world.bench.comment()
    world.deliver()
    world.poll()
    world.meta.settings(token="new-page-token", token_error="password_changed")
    world.poll(5 * MINUTE)
    assert all("account_disconnected" in world.faults(brand.id) for brand in seed.ACCOUNTS)
    [fault] = [
        health.faults[Fault.ACCOUNT_DISCONNECTED]
        for health in account_health(desk=world.desk)
        if health.account.id == "acme_fb"
    ]
    assert "password" in fault.sentence
    [ticket] = world.tickets("acme_fb")
    steps = list(
        MetaSetup(world.family).run(ACME_FB, TypingPerson([seed.USER_TOKEN]), anew=("sign-in",), desk=world.desk)
    )
    assert steps[-1].state is StepState.MADE
    world.bench.comment("still there?")
    world.deliver()
    world.polls(6)
    assert not any(world.faults(brand.id) for brand in seed.ACCOUNTS)
    assert [each.id for each in world.tickets("acme_fb")] == [ticket.id]
    assert len(world.tickets("acme_fb")[0].posts) == 2


def test_I8_meta_may_end_the_pages_subscription_and_it_is_made_again(world: World) -> None:
    world.poll()
    world.family.client.ask(ACME_FB, Call("DELETE", f"/{seed.PAGE_ID}/subscribed_apps"))
    world.meta.write("Hanako", "lost to the webhook")
    assert world.deliver() == 0
    world.polls(16)
    assert len(world.tickets("acme_ms")) == 1
    world.meta.write("Taro", "heard")
    assert world.deliver() == 1


def test_N1_a_page_whose_budget_is_used_up_says_so_and_is_read_again_later(world: World) -> None:
    world.poll()
    world.meta.settings(usage={"pages": 90, "messenger": 90, "instagram": 90})
    world.polls(11)
    assert "rate_limited" in world.faults("acme_fb")
    world.bench.comment()
    assert world.deliver() == 1
    world.meta.settings(usage={})
    world.polls(31)
    assert world.faults("acme_fb") == []


def test_I6_the_twenty_first_message_is_not_taken_for_deleted(world: World) -> None:
    for n in range(25):
        world.meta.write("Hanako", str(n))
        world.bench.clock.forward(timedelta(seconds=1))
    world.deliver()
    world.polls(6)
    [ticket] = world.tickets("acme_ms")
    assert len(ticket.posts) == 25
    assert not any(post.deleted_at for post in ticket.posts)
