"""A permission whose key serves once is renewed in time, by one worker, and its loss is said (I8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.errors import (
    CredentialNotStoredError,
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.settings.desk import Account
from shared.ports.memory import ProcessMemory
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.renew_grants import AGAIN, EARLY, LEASE, PACE, Renewal, lease_of, renew_grants
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.settings.current import desk_settings
from tests.builders import at, minutes
from tests.fake_desk import ACCOUNT, FakeDesk, FakeGrants
from tests.fake_plug import plugged
from tests.fakes import FakeLeases

LOST_IT = OutcomeUnknownError("no answer")


def granted(*documents: Document) -> tuple[FakeDesk, FakeGrants]:
    """A desk whose account has a permission that lasts two hours from noon on."""
    desk = FakeDesk(*documents)
    grants = FakeGrants(desk.clock)
    grants.give("acme")
    return desk, grants


def run(desk: FakeDesk, grants: FakeGrants, after: float = 5) -> dict[Renewal, int]:
    """One run of the reconciler, that many minutes later, in a process of its own."""
    desk.clock.forward(minutes(after))
    desk.memory = ProcessMemory()
    return dict(renew_grants(desk=plugged(desk, grants=grants)))


def faults(desk: FakeDesk) -> list[str]:
    return list(account_health(desk=desk)[0].faults)


def test_a_permission_is_renewed_half_an_hour_before_it_ends_and_not_before() -> None:
    desk, grants = granted()
    assert run(desk, grants, 89) == {"fine": 1}
    assert run(desk, grants, 1) == {"renewed": 1}
    assert grants.permits["acme"].expires_at == at(90) + timedelta(hours=2)
    assert run(desk, grants) == {"fine": 1}
    assert grants.renewals == ["acme"]


def test_an_account_without_a_permission_is_left_alone_and_a_retired_one_too() -> None:
    desk = FakeDesk(Document("account", "old", 1, {**ACCOUNT, "network_id": "7", "retired": True}))
    grants = FakeGrants(desk.clock)
    grants.give("old", lasts=timedelta(minutes=1))
    assert run(desk, grants) == {"fine": 1}
    assert (grants.renewals, faults(desk)) == ([], [])


def test_while_somebody_else_renews_it_this_worker_does_not() -> None:
    desk, grants = granted()
    desk.clock.forward(minutes(95))
    lease = lease_of(desk_settings(desk).account("acme"))
    desk.leases.take(lease, desk.clock.now(), desk.clock.now() + LEASE)
    assert run(desk, grants, 0) == {"in_hand": 1}
    assert run(desk, grants, 2) == {"renewed": 1}


def in_hand(desk: FakeDesk) -> list[str]:
    """Leases that somebody has at this moment, but for those that only keep a pace."""
    return [name for name in desk.leases.taken if not name.startswith("pace.")]


class Before(FakeLeases):
    """Something happens between the look and the lease."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = happens

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        if not name.startswith("pace."):
            self._happens()
        return super().take(name, now, until)


def test_what_was_renewed_while_the_lease_was_waited_for_is_not_renewed_again() -> None:
    desk, grants = granted()
    desk.leases = Before(lambda: grants.give("acme"))
    assert run(desk, grants, 95) == {"fine": 1}
    assert grants.renewals == []
    assert in_hand(desk) == []


def test_two_workers_at_once_spend_one_key() -> None:
    desk, grants = granted()
    desk.clock.forward(minutes(95))
    desk.leases = Before(Barrier(2, timeout=5).wait)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: dict(renew_grants(desk=plugged(desk, grants=grants))), range(2)))
    assert grants.renewals == ["acme"]
    assert {"renewed": 1} in told
    assert faults(desk) == []


@pytest.mark.parametrize(
    "error", [LOST_IT, UnreachableError("X"), RateLimitedError("slow", at(200))], ids=lambda error: type(error).__name__
)
def test_what_may_pass_is_tried_again_and_is_no_fault(error: SocialNetworkError) -> None:
    desk, grants = granted()
    grants.answers = [error, error]
    assert [run(desk, grants, 92), run(desk, grants), run(desk, grants)] == [
        {"failed": 1},
        {"failed": 1},
        {"renewed": 1},
    ]
    assert faults(desk) == []
    assert in_hand(desk) == []


def test_I8_a_key_that_was_spent_while_its_answer_was_lost_has_to_be_given_anew() -> None:
    desk, grants = granted()
    desk.heartbeats.beat("acme", Signal.POLL, at(9999))
    grants.answers, grants.takes_before_failing = [LOST_IT], True
    assert run(desk, grants, 92) == {"failed": 1}
    assert run(desk, grants) == {"lost": 1}
    [health] = account_health(desk=desk)
    assert (health.state, "token was invalid" in health.faults[Fault.PERMISSION_LOST].sentence) == (
        "permission_lost",
        True,
    )
    watch_accounts(desk=desk)
    assert desk.alerts.faults == ["permission_lost"]
    grants.give("acme")
    assert run(desk, grants) == {"fine": 1}
    assert faults(desk) == []


def test_one_account_that_fails_harms_no_other() -> None:
    other = Document(
        "account", "us", 1, {"network": "x", "network_id": "300", "username": "us", "name": "US", "app": "b"}
    )
    desk, grants = granted(other)
    grants.give("us")
    grants.answers = [DisconnectedError("X refuses the permission.")]
    assert run(desk, grants, 92) == {"lost": 1, "renewed": 1}


@pytest.mark.parametrize("name", ["standing", "renew"])
def test_an_error_that_nobody_foresaw_harms_no_other_account_and_is_raised(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    desk, grants = granted(Document("account", "globex", 1, {**ACCOUNT, "network_id": "8", "app": "other"}))
    grants.give("globex")
    works = getattr(grants, name)

    def breaks(account: Account) -> object:
        if account.id == "acme":
            raise KeyError("expires_in")
        return works(account)

    monkeypatch.setattr(grants, name, breaks)
    with pytest.raises(KeyError):
        run(desk, grants, 95)
    assert grants.renewals == ["globex"]


def test_I8_a_new_key_that_could_not_be_kept_is_said_at_once_and_tried_again_by_the_next_run() -> None:
    desk, grants = granted()
    grants.answers = [CredentialNotStoredError("X has given a new key, and it could not be kept: throttled")]
    assert run(desk, grants, 92) == {"failed": 1}
    assert "could not be kept: throttled" in account_health(desk=desk)[0].faults[Fault.PERMISSION_LOST].sentence
    assert run(desk, grants) == {"renewed": 1}
    assert (faults(desk), in_hand(desk)) == ([], [])


def test_what_the_network_refuses_is_tried_again_after_an_hour_and_heals() -> None:
    desk, grants = granted()
    grants.answers = [DisconnectedError("no")]
    assert run(desk, grants, 92) == {"lost": 1}
    assert [run(desk, grants, 20) for _ in range(2)] == [{"waits": 1}] * 2
    assert grants.renewals == ["acme"]
    assert run(desk, grants, AGAIN / minutes(1) - 40) == {"renewed": 1}
    assert faults(desk) == []


MANY = 12


def many(number: int = MANY) -> tuple[FakeDesk, FakeGrants]:
    """A desk with that many accounts more on one app, all of which gave their permission at noon."""
    ids = [f"a{n:02}" for n in range(number)]
    desk, grants = granted(*(Document("account", i, 1, {**ACCOUNT, "network_id": f"3{i[1:]}"}) for i in ids))
    for ident in ids:
        grants.give(ident)
    return desk, grants


def test_of_many_accounts_of_an_app_one_is_renewed_in_nine_minutes_and_each_has_its_turn() -> None:
    desk, grants = many()
    desk.clock.forward(minutes(90))
    renewed_at: list[datetime] = []
    for _ in range(60):
        before = len(grants.renewals)
        run(desk, grants)
        renewed_at += [desk.clock.now()] * (len(grants.renewals) - before)
    assert all(later - earlier >= PACE for earlier, later in pairwise(renewed_at))
    turns = [grants.renewals.count(account) for account in grants.permits]
    assert len(turns) == MANY + 1
    assert max(turns) - min(turns) <= 1


def test_an_account_that_is_refused_leaves_its_turn_to_the_next() -> None:
    desk, grants = many(1)
    grants.answers = [DisconnectedError("no")]
    assert run(desk, grants, 92) == {"lost": 1, "renewed": 1}


def test_what_is_well_is_not_asked_for_every_five_minutes() -> None:
    desk, grants = granted()
    for _ in range(13):
        renew_grants(desk=plugged(desk, grants=grants))
        desk.clock.forward(minutes(5))
    assert grants.looks == 2


@given(st.lists(st.tuples(st.sampled_from(["well", "lost", "spent", "refused"]), st.integers(1, 40)), max_size=12))
def test_whatever_goes_wrong_the_account_never_says_that_it_is_well_without_a_permission(
    story: list[tuple[str, int]],
) -> None:
    """After each run either the permission lasts, or it is still being tried for, or its loss is said."""
    desk, grants = granted()
    for what, wait in story:
        grants.takes_before_failing = what == "spent"
        answers: dict[str, list[Exception]] = {"well": [], "refused": [DisconnectedError("no")]}
        grants.answers = answers.get(what, [LOST_IT])
        told = run(desk, grants, wait)
        lasts = grants.permits["acme"].expires_at - desk.clock.now() > EARLY
        assert lasts or told == {"failed": 1} or faults(desk) == ["permission_lost"]
        assert not (lasts and faults(desk))
        assert in_hand(desk) == []


def test_I10_a_refusal_that_says_nothing_of_the_permission_is_asked_again_by_the_next_run_and_told_once_it_is_over() -> (
    None
):
    desk, grants = granted()
    grants.answers = [RefusedError("X answered 404: Not Found")] * 7
    assert run(desk, grants, 92) == {"refused": 1}
    assert faults(desk) == []
    assert [run(desk, grants) for _ in range(5)] == [{"refused": 1}] * 5
    assert run(desk, grants) == {"refused": 1}
    assert faults(desk) == ["permission_lost"]
    assert run(desk, grants) == {"renewed": 1}
    assert faults(desk) == []
