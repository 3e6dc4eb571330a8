"""A session of Bluesky: kept, renewed by one worker under a lease, and not taken for dead too soon (I8, I10)."""

import json
from datetime import timedelta

import pytest

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from shared.domain.accounts.faults import Fault
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    CredentialNotStoredError,
    DisconnectedError,
    NotPermittedError,
    RateLimitedError,
    UnavailableError,
    UnreachableError,
)
from shared.networks.bluesky.api.hosts import Hosts
from shared.networks.bluesky.api.session import Permissions
from shared.networks.bluesky.auth.grants import BlueskyGrants
from shared.networks.bluesky.auth.log_in import BlueskyLogIn
from shared.networks.bluesky.timelines import BlueskyTimelines
from shared.ports.network_reading import Timeline
from shared.ports.settings import Document
from shared.usecases.accounts.renew_grants import Renewal, renew_grants
from tests.fake_desk import AT_ONCE, FakeDesk
from tests.fake_plug import FakeAppSecrets
from tests.integration.bluesky.conftest import ACME, NAME, Bench

TWO_HOURS = timedelta(hours=2)
CREATE, REFRESH = "com.atproto.server.createSession", "com.atproto.server.refreshSession"


def held(bench: Bench) -> dict[str, str]:
    found: dict[str, str] = bench.grants.held["main"][ACME.id]
    return found


def test_I8_an_expired_token_is_no_lost_permission(bench: Bench) -> None:
    bench.clock.forward(TWO_HOURS)
    with pytest.raises(UnreachableError):
        bench.listed()
    assert bench.plug.timelines.connected(ACME)


def test_a_session_that_another_process_has_renewed_is_used_at_once(bench: Bench) -> None:
    bench.bluesky.post("hanako", f"{NAME} hello?")
    stale = json.loads(json.dumps(held(bench)))
    bench.clock.forward(TWO_HOURS - timedelta(minutes=5))
    bench.plug.grants.renew(ACME)
    kept = held(bench)
    bench.clock.forward(timedelta(minutes=6))

    class Cached(FakeAppSecrets):
        """A process that has read the secret five minutes ago."""

        def read(self, app: str, *, fresh: bool = False) -> dict[str, object]:
            return {ACME.id: kept if fresh else stale}

    timelines = BlueskyTimelines(Hosts(bench.clock, bench.bluesky.url), Permissions(Cached({"main": {}})))
    assert len(list(timelines.read(ACME, Timeline.MENTIONS, bench.clock.now() - TWO_HOURS))) >= 1


def test_a_renewal_brings_the_next_key_and_stores_it(bench: Bench) -> None:
    before = dict(held(bench))
    bench.clock.forward(timedelta(minutes=100))
    grant = bench.plug.grants.renew(ACME)
    after = held(bench)
    assert (grant.expires_at - bench.clock.now(), grant.lacking) == (TWO_HOURS, ())
    assert before["refresh"] != after["refresh"]
    assert after["password"] == seed.ACME.password
    assert bench.bluesky.requests()[CREATE] == 1
    bench.clock.forward(timedelta(minutes=100))
    bench.listed()


def test_a_refresh_key_that_is_not_taken_any_more_leads_to_one_log_in(bench: Bench) -> None:
    bench.clock.forward(timedelta(days=91))
    bench.plug.grants.renew(ACME)
    assert bench.bluesky.requests()[CREATE] == 2
    bench.listed()


def test_I8_a_password_that_was_taken_back_disconnects_the_account_for_every_reader(bench: Bench) -> None:
    bench.bluesky.sessions(ACME.username, revoke=True)
    with pytest.raises(DisconnectedError):
        bench.plug.grants.renew(ACME)
    with pytest.raises(DisconnectedError, match="Invalid identifier or password"):
        bench.another_process().timelines.read(ACME, Timeline.MENTIONS, bench.clock.now()).__next__()
    asked = sum(bench.bluesky.requests().values())
    with pytest.raises(DisconnectedError):
        bench.prepare("at://anything")
    assert sum(bench.bluesky.requests().values()) == asked
    bench.bluesky.sessions(ACME.username, password=seed.ACME.password)
    bench.plug.grants.renew(ACME)
    bench.listed()


def test_I8_an_account_that_was_taken_down_says_so(bench: Bench) -> None:
    bench.bluesky.sessions(ACME.username, takedown=True)
    with pytest.raises(AccountRefusedError, match="taken down"):
        bench.listed()
    with pytest.raises(AccountRefusedError):
        bench.plug.grants.renew(ACME)
    with pytest.raises(AccountRefusedError, match="taken down"):
        bench.listed()


def test_a_missing_scope_renews_nothing(bench: Bench) -> None:
    bench.connect(seed.PLAIN_PASSWORD)
    before = bench.bluesky.requests()
    with pytest.raises(NotPermittedError):
        bench.listed(Timeline.MESSAGES)
    after = bench.bluesky.requests()
    assert after.get(REFRESH, 0) == before.get(REFRESH, 0)
    assert after[CREATE] == before[CREATE]


def test_no_log_in_is_tried_before_the_instant_that_the_network_names(bench: Bench) -> None:
    bench.clock.forward(timedelta(days=91))
    bench.bluesky.fault("RateLimitExceeded", method=CREATE, seconds=3600)
    with pytest.raises(RateLimitedError) as met:
        bench.plug.grants.renew(ACME)
    assert met.value.until == bench.clock.now() + timedelta(hours=1)
    tried = bench.bluesky.requests()[CREATE]
    for _ in range(3):
        with pytest.raises(BudgetSpentError):
            bench.another_process().grants.renew(ACME)
    assert bench.bluesky.requests()[CREATE] == tried
    bench.clock.forward(timedelta(hours=1))
    bench.plug.grants.renew(ACME)


def test_the_networks_own_limit_of_log_ins_is_met_with_its_instant(bench: Bench) -> None:
    bench.bluesky.limit(log_ins=1)
    bench.clock.forward(timedelta(hours=20))
    bench.bluesky.sessions(ACME.username, revoke=True)
    with pytest.raises(RateLimitedError) as met:
        bench.plug.grants.renew(ACME)
    assert met.value.until == bench.clock.now() + timedelta(hours=4)


def test_a_session_that_could_not_be_kept_is_kept_with_the_next_renewal(bench: Bench) -> None:
    bench.clock.forward(timedelta(minutes=100))
    write, fails = bench.grants.write, [UnavailableError("throttled")] * 3

    def refuse(app: str, value: object) -> None:
        if fails:
            raise fails.pop()
        write(app, value)  # type: ignore[arg-type]

    bench.grants.write = refuse  # type: ignore[method-assign]
    before = dict(held(bench))
    with pytest.raises(CredentialNotStoredError):
        bench.plug.grants.renew(ACME)
    assert held(bench) == before
    bench.plug.grants.renew(ACME)
    assert bench.bluesky.requests()[REFRESH] == 1
    bench.listed()


def test_an_account_that_moved_to_another_server_is_the_same(bench: Bench, elsewhere: Bluesky) -> None:
    """The DID document names the new one; the old one takes no token any more."""
    old = bench.bluesky
    elsewhere.actor(ACME.username, pds="")
    hosts = Hosts(bench.clock, directory=old.url)
    permissions = Permissions(bench.grants)
    grants = BlueskyGrants(permissions, BlueskyLogIn(hosts, bench.budgets), hosts)
    timelines = BlueskyTimelines(hosts, permissions)
    list(timelines.read(ACME, Timeline.OWN_POSTS, bench.clock.now()))
    old.actor(ACME.username, did=ACME.network_id, pds=elsewhere.url)
    with pytest.raises(DisconnectedError):
        list(timelines.read(ACME, Timeline.OWN_POSTS, bench.clock.now()))
    assert elsewhere.requests()["com.atproto.repo.listRecords"] == 1
    grants.renew(ACME)
    assert held(bench)["pds"] == elsewhere.url
    list(timelines.read(ACME, Timeline.OWN_POSTS, bench.clock.now()))
    assert elsewhere.requests()["com.atproto.repo.listRecords"] == 2


def test_a_did_document_that_names_no_server_leaves_the_account_where_it_was(bench: Bench) -> None:
    bench.bluesky.actor(ACME.username, did=ACME.network_id, pds="ftp://elsewhere.example.com")
    hosts = Hosts(bench.clock, directory=bench.bluesky.url)
    with pytest.raises(DisconnectedError):
        BlueskyTimelines(hosts, Permissions(bench.grants)).read(ACME, Timeline.OWN_POSTS, bench.clock.now()).__next__()


def test_I8_the_desk_renews_before_the_session_ends_and_tells_of_a_lost_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = FakeDesk(AT_ONCE, Document("account", "acme", 2, account()))
    desk.clock = bench.clock
    monkeypatch.setattr(desk, "networks", {"bluesky": bench.plug})
    assert renew_grants(desk=desk) == {Renewal.FRESH: 1}
    bench.clock.forward(timedelta(minutes=95))
    assert renew_grants(desk=desk) == {Renewal.RENEWED: 1}
    bench.bluesky.sessions(ACME.username, revoke=True)
    bench.clock.forward(timedelta(minutes=95))
    assert renew_grants(desk=desk) == {Renewal.LOST: 1}
    assert Fault.PERMISSION_LOST in desk.heartbeats.of("acme").faults


def account() -> dict[str, str]:
    return {
        "network": "bluesky",
        "network_id": ACME.network_id,
        "username": ACME.username,
        "name": ACME.name,
    }
