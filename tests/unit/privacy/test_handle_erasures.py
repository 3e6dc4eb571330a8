"""A network asks the desk to erase a person: what is theirs goes, and what cannot be told is left to people (I6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from functions import reconcile_desk
from infra.ops import desk as command
from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import DESK
from shared.domain.errors import InvalidError, NotFoundError, NotPermittedError, SocialNetworkError, UnreachableError
from shared.domain.operations.dead_letters import DeadLetterRun
from shared.domain.privacy.erasure_request import ErasureRequest, ErasureState
from shared.domain.settings.desk import Account
from shared.ports.settings import Document
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.privacy.handle_erasures import ASKED_FOR, handle_erasures, settle_erasure, take_erasure_request
from tests.builders import NOON, sighted
from tests.fake_desk import ACCOUNT, FakeDesk
from tests.fake_office import FakeOffice
from tests.fakes import FakeSettingsStore

CODE = "0" * 31 + "1"
ASKED = ErasureRequest(CODE, "x", "main", "app-scoped-1", NOON)
HANAKO = "900"
"""The customer of the desk's account who is the person of the request."""

ADMIN = Document(
    "person",
    "ada",
    1,
    {"name": "Ada", "email": "ada@example.com", "groups": ["admins"], "language": "en", "zone": "UTC"},
)


@dataclass
class FakePersonIds:
    """`links` are the ids of a person's on an account."""

    links: dict[str, Sequence[str]] = field(default_factory=dict)
    fails: SocialNetworkError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ids(self, account: Account, person: str) -> Sequence[str]:
        self.asked.append((account.id, person))
        if self.fails is not None:
            raise self.fails
        return self.links.get(person, ())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    """A customer waits, and a network has brought a request."""
    fake = FakeDesk(ADMIN)
    monkeypatch.setattr(fake, "hasty_dead_letter_office", FakeOffice(), raising=False)
    monkeypatch.setattr(wiring, "_desk", fake)
    fake.plug.person_ids = FakePersonIds({ASKED.person: (HANAKO,)})
    ingest_post(sighted(0), desk=fake)
    assert take_erasure_request(ASKED, desk=fake)
    return fake


def handled(desk: FakeDesk) -> dict[str, int]:
    return {outcome.value: n for outcome, n in handle_erasures(desk=desk, office=FakeOffice()).outcomes.items()}


def state(desk: FakeDesk) -> ErasureState:
    found = desk.erasures.find(CODE)
    assert found is not None
    return found.state


def test_I6_the_person_who_asks_is_erased_and_no_longer_named(desk: FakeDesk) -> None:
    assert handled(desk) == {"erased": 1}
    assert desk.tickets.tickets == {}
    found = desk.erasures.find(CODE)
    assert found == replace(ASKED, person="", state=ErasureState.ERASED, settled_at=NOON, tickets=1)


def test_I3_a_request_that_comes_twice_is_carried_out_once(desk: FakeDesk) -> None:
    assert not take_erasure_request(ASKED, desk=desk)
    handled(desk)
    assert not take_erasure_request(ASKED, desk=desk)
    ingest_post(sighted(90, id="8888888888888888888"), desk=desk)
    assert handled(desk) == {}
    assert len(desk.tickets.tickets) == 1, "what they wrote since is theirs"


def test_I6_two_requests_of_one_person_are_both_answered(desk: FakeDesk) -> None:
    again = replace(ASKED, code="f" * 32)
    take_erasure_request(again, desk=desk)
    assert handled(desk) == {"erased": 1, "nothing_held": 1}


def test_I6_a_person_whom_the_desk_knows_by_the_very_same_id_is_erased(desk: FakeDesk) -> None:
    desk.plug.person_ids = FakePersonIds()
    take_erasure_request(replace(ASKED, code="f" * 32, person=HANAKO), desk=desk)
    assert handled(desk)["erased"] == 1
    assert desk.tickets.tickets == {}


def test_I6_of_somebody_who_never_wrote_nothing_is_held(desk: FakeDesk) -> None:
    desk.plug.person_ids = FakePersonIds()
    assert handled(desk) == {"nothing_held": 1}
    assert len(desk.tickets.tickets) == 1


@pytest.mark.parametrize("request_of", [replace(ASKED, plug="toys"), replace(ASKED, app="other")], ids=["plug", "app"])
def test_I6_a_request_touches_only_the_accounts_of_its_app(desk: FakeDesk, request_of: ErasureRequest) -> None:
    take_erasure_request(replace(request_of, code="f" * 32), desk=desk)
    desk.plug.person_ids = FakePersonIds()
    handled(desk)
    assert desk.plug.person_ids.asked == [("acme", ASKED.person)]


def test_I6_a_retired_account_still_holds_people(desk: FakeDesk) -> None:
    retired = Document("account", "acme", 2, {**ACCOUNT, "retired": True})
    desk.settings = FakeSettingsStore(desk.clock, (ADMIN, retired))
    assert handled(desk) == {"erased": 1}


def test_I6_a_network_that_cannot_be_asked_is_asked_again_for_a_day_and_then_people_are_told(desk: FakeDesk) -> None:
    desk.plug.person_ids.fails = UnreachableError("no answer")
    assert (handled(desk), state(desk)) == ({"waits": 1}, ErasureState.RECEIVED)
    desk.clock.forward(ASKED_FOR)
    assert (handled(desk), state(desk)) == ({"by_hand": 1}, ErasureState.BY_HAND)
    [found] = desk.erasures.open()
    assert found.reason == "acme: no answer"
    assert handled(desk) == {}


def test_I6_a_network_that_is_well_again_is_believed(desk: FakeDesk) -> None:
    desk.plug.person_ids.fails = NotPermittedError("the app has no right to it")
    handled(desk)
    desk.plug.person_ids.fails = None
    desk.clock.forward(timedelta(hours=3))
    assert handled(desk) == {"erased": 1}


def test_I6_what_nothing_links_is_told_to_the_admins_until_one_has_seen_to_it(desk: FakeDesk) -> None:
    desk.plug.person_ids = None
    assert (handled(desk), len(desk.tickets.tickets)) == ({"by_hand": 1}, 1)
    watch_accounts(desk=desk)
    assert Fault.ERASURE_WAITS in desk.alerts.faults
    notify_incident(Fault.ERASURE_WAITS, desk=desk)
    [(to, subject, text)] = desk.mailer.mails
    assert (to, subject) == ("ada", "Somebody asks to have their data deleted: please see to it")
    assert CODE in text
    assert ASKED.person not in text
    settle_erasure(CODE, desk=desk)
    assert state(desk) is ErasureState.ERASED
    watch_accounts(desk=desk)
    [incident] = [each for each in desk.incidents.all() if each.account == DESK]
    assert incident.gone_since is not None
    with pytest.raises(InvalidError):
        settle_erasure(CODE, desk=desk)
    with pytest.raises(NotFoundError):
        settle_erasure("f" * 32, desk=desk)


def test_I6_dead_letters_that_nobody_could_look_at_keep_the_request_open(desk: FakeDesk) -> None:
    office = FakeOffice()
    office.unseen = 2
    assert dict(handle_erasures(desk=desk, office=office).outcomes) == {"waits": 1}
    assert (state(desk), desk.tickets.tickets) == (ErasureState.RECEIVED, {})
    assert handled(desk) == {"erased": 1}


def test_I6_a_run_leaves_to_the_next_what_it_has_no_time_for(desk: FakeDesk) -> None:
    take_erasure_request(replace(ASKED, code="f" * 32, received_at=NOON + timedelta(seconds=1)), desk=desk)

    class Slow(FakeOffice):
        def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
            desk.clock.forward(timedelta(seconds=30))
            return super().erase(names)

    assert dict(handle_erasures(desk=desk, office=Slow()).outcomes) == {"erased": 1}
    assert [each.code for each in desk.erasures.open()] == ["f" * 32]


def test_I6_a_request_that_takes_long_and_stays_open_keeps_no_other_waiting(desk: FakeDesk) -> None:
    take_erasure_request(replace(ASKED, code="f" * 32, received_at=NOON + timedelta(seconds=1)), desk=desk)
    looked = iter([1, 0, 0, 0])

    class Slow(FakeOffice):
        def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
            desk.clock.forward(timedelta(seconds=30))
            self.unseen = next(looked)
            return super().erase(names)

    office = Slow()
    assert dict(handle_erasures(desk=desk, office=office).outcomes) == {"waits": 1}
    handle_erasures(desk=desk, office=office)
    assert [each.code for each in desk.erasures.open()] == [CODE]


def test_the_sweep_runs_by_its_schedule(desk: FakeDesk) -> None:
    assert reconcile_desk.handler({"look_for": "erasures"}, None) == {"erased": 1}


def test_the_command_shows_open_requests_and_settles_one(desk: FakeDesk) -> None:
    desk.plug.person_ids = None
    handled(desk)
    run = CliRunner().invoke
    shown = run(command.app, ["erasures", "list"]).output
    assert CODE in shown
    assert "X does not say whose ids on acme are the person's" in shown
    assert run(command.app, ["erasures", "settle", CODE]).exit_code == 0
    assert "No request is open." in run(command.app, ["erasures", "list"]).output


def test_T3_a_person_who_writes_in_private_under_another_id_is_erased_with_what_they_wrote_in_public(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.plug.person_ids = FakePersonIds({ASKED.person: ("7001",)})
    monkeypatch.setattr(desk.tickets, "customer_known_as", lambda _, ident: HANAKO if ident == "7001" else None)
    assert handled(desk) == {"erased": 1}
    assert desk.tickets.tickets == {}
