"""A network that costs nothing is read on, whatever the others have cost."""

from dataclasses import replace
from datetime import timedelta

from shared.domain.networks.reading import ReadingLimits
from shared.domain.networks.rules import NetworkRules
from shared.ports.network_reading import Timeline
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.deletions.check_opened_posts import check_opened_posts
from shared.usecases.deletions.detect_deletions import MOST_A_DAY, detect_deletions, shares
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.current import desk_settings
from tests.builders import sighted
from tests.fake_desk import FakeDesk, FakeLookups, FakeTimelines
from tests.fake_plug import FakePlug
from tests.toy.rules import ToyRules
from tests.unit.reporting.test_costs import look, poll, priced, spend

TOYS = Document("account", "toys", 1, {"network": "toy", "network_id": "did:toy:brand", "name": "Toys"})


def with_free_network(desk: FakeDesk, *, lookups: FakeLookups) -> FakeTimelines:
    """Let the desk be on a network that charges nothing, too; return its timelines."""
    rules: NetworkRules = FreeRules()
    desk.rules = {**desk.rules, "toy": rules}
    timelines = FakeTimelines()
    desk.networks["toy"] = FakePlug("toy", rules, webhook=None, timelines=timelines, lookups=lookups)
    desk.settings.put([TOYS])
    desk.memory.settings = None
    return timelines


class FreeRules(ToyRules):
    reading = ReadingLimits(timedelta(days=1), None, timedelta(0), looked_up=10)


def test_I8_the_months_limit_stops_no_reading_that_costs_nothing() -> None:
    """A network that is free may be heard by polling alone."""
    desk = priced(monthly_usd=0.05)
    lookups = FakeLookups()
    timelines = with_free_network(desk, lookups=lookups)
    spend(desk, 10)
    assert poll(desk) == {"limit_reached": 1, "polled": 1}
    assert Timeline.MENTIONS in timelines.read_of
    assert [(health.account.id, health.state) for health in account_health(desk=desk)] == [
        ("acme", "limit_reached"),
        ("toys", "ok"),
    ]
    town = replace(sighted(0, id="toy-1"), network="toy", received_for="did:toy:brand")
    ingest_post(town, desk=desk)
    assert detect_deletions(desk=desk) == {"limit_reached": 1, "looked_up": 1}
    [ticket] = [each for each in desk.tickets.tickets.values() if each.network == "toy"]
    desk.looks.want("toys", ticket.id, desk.clock.now())
    assert check_opened_posts(desk=desk) == {"looked_up": 1}
    assert lookups.asked == [["toy-1"], ["toy-1"]]
    assert look(desk)[0] == ("boss", "X has cost 100 % of the limit for September 2026")


def test_I6_a_free_network_takes_nothing_of_the_money_for_lookups() -> None:
    desk = priced(relookup_usd_per_day=0.25)
    alone = shares(desk_settings(desk).accounts, desk_settings(desk).general, desk.rules)
    with_free_network(desk, lookups=FakeLookups())
    settings = desk_settings(desk, fresh=True)
    both = {account.id: n for account, n in shares(settings.accounts, settings.general, desk.rules).items()}
    assert both == {"acme": next(iter(alone.values())), "toys": MOST_A_DAY}
