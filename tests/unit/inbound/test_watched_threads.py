"""A thread that no list of the network shows is polled by the id that the webhook named (I8)."""

from datetime import timedelta

from shared.domain.posts.incoming_post import ThreadSeen
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import BRAND, at
from tests.fake_desk import FakeDesk


def seen(thread: str, n: float = 0, *, of: str = BRAND.id) -> ThreadSeen:
    return ThreadSeen("x", of, thread, at(n))


def bring(desk: FakeDesk, *events: ThreadSeen) -> dict[str, int]:
    return dict(ingest_delivery(events, source="webhook", desk=desk))


def test_I8_a_thread_that_only_the_webhook_names_is_kept_for_its_account() -> None:
    desk = FakeDesk()
    assert bring(desk, seen("1"), seen("2", 1), seen("1", 2)) == {"thread_watched": 3}
    assert desk.watched_threads.newest("acme", limit=9) == ["2", "1"]


def test_I8_a_thread_of_somebody_else_is_not_ours() -> None:
    desk = FakeDesk()
    bring(desk, seen("1", of="12345"))
    assert desk.watched_threads.seen == {}


def test_a_busy_thread_costs_one_write_a_day() -> None:
    desk = FakeDesk()
    bring(desk, seen("1"))
    desk.watched_threads.seen.clear()
    bring(desk, *(seen("1", n) for n in range(9)))
    assert desk.watched_threads.seen == {}
    bring(desk, seen("1", timedelta(days=1) / timedelta(minutes=1)))
    assert desk.watched_threads.newest("acme", limit=9) == ["1"]
