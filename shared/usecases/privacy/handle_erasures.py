"""Carry out the requests for erasure that networks bring (I6).

A request is stored first, so that nothing is lost of it, and carried out by a sweep: the network may have to be asked by which ids
its person writes to the brand's accounts. What the desk cannot link by itself is left to people, who are told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.errors import InvalidError, NotFoundError, SocialNetworkError
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.privacy.erasure_request import ErasureRequest, ErasureState
from shared.domain.settings.desk import Account
from shared.ports.clock import HasClock
from shared.ports.networks import HasNetworks, Plug
from shared.ports.operations import DeadLetterOffice
from shared.ports.privacy import HasErasureRequests
from shared.usecases.privacy.erase_customer import CustomerId, EraseCustomerDesk, all_ids, erase_customer
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.slices import SliceDesk, Sweep, Walked, walk


class HandleErasuresDesk(EraseCustomerDesk, ReadsSettings, SliceDesk, HasErasureRequests, HasNetworks, Protocol):
    """The parts of the desk that `handle_erasures` uses."""


class SettleErasureDesk(HasClock, HasErasureRequests, Protocol):
    """The parts of the desk that `settle_erasure` uses."""


ASKED_FOR = timedelta(hours=24)
"""How long a network that cannot be asked is asked again, before people are told."""


ONE_RUN = SliceBudget(rows=100, time=timedelta(seconds=20))
"""What one run begins; each request looks through the dead letters, which takes seconds. The rest is the next run's, which goes on
behind them: requests that wait for their network keep no other waiting."""


class ErasureOutcome(StrEnum):
    """What became of a request in one run. The values are labels in the log."""

    ERASED = "erased"
    NOTHING_HELD = "nothing_held"
    BY_HAND = "by_hand"
    WAITS = "waits"
    FAILED = "failed"


def take_erasure_request(request: ErasureRequest, *, desk: HasErasureRequests) -> bool:
    """Store a request; return whether it is new. Idempotent: one that was carried out is not opened again."""
    if desk.erasures.find(request.code) is not None:
        return False
    desk.erasures.save(request)
    return True


def handle_erasures(
    *, desk: HandleErasuresDesk, office: DeadLetterOffice, budget: SliceBudget = ONE_RUN
) -> Walked[ErasureOutcome]:
    """Carry out every request that is not left to people, oldest first. A failure is counted, and a later run tries again: erasing
    twice changes nothing."""

    def waiting(_: str, *, after: str | None, limit: int) -> Sequence[tuple[str, ErasureRequest]]:
        found = [each for each in desk.erasures.open() if each.state is not ErasureState.BY_HAND]
        placed = [
            (f"{each.received_at.astimezone(UTC).isoformat(timespec='microseconds')}#{each.code}", each)
            for each in found
        ]
        return [each for each in placed if after is None or each[0] > after][:limit]

    def handled(request: ErasureRequest) -> ErasureOutcome:
        return _handled(request, desk=desk, office=office)

    return walk(
        Sweep(SweepName.ERASURES, waiting, handled, ErasureOutcome.FAILED), [SweepName.ERASURES], budget, desk=desk
    )


def settle_erasure(code: str, *, desk: SettleErasureDesk) -> ErasureRequest:
    """Record that a person has seen to the request. Raises NotFoundError, and InvalidError if it is finished."""
    request = desk.erasures.find(code)
    if request is None:
        raise NotFoundError(f"There is no request for erasure with the code {code!r}.")
    if not request.is_open:
        raise InvalidError("code", f"the request {code!r} is finished already")
    settled = request.settled(ErasureState.ERASED, desk.clock.now())
    desk.erasures.save(settled)
    return settled


def _handled(request: ErasureRequest, *, desk: HandleErasuresDesk, office: DeadLetterOffice) -> ErasureOutcome:
    """Erase the person on every account of the app. Where the network could not be asked of one, or says nothing of its people, the
    request stays open for a person to see to, and what was found is erased all the same."""
    customers: set[CustomerId] = set()
    unlinked: list[str] = []
    refused: list[str] = []
    for account, plug in _accounts(request, desk=desk):
        customers |= _known(account, request.person, desk=desk)
        if plug.person_ids is None:
            unlinked.append(f"{plug.rules.title} does not say whose ids on {account.id} are the person's")
            continue
        try:
            ids = plug.person_ids.ids(account, request.person)
        except SocialNetworkError as error:
            refused.append(f"{account.id}: {error}")
            continue
        for each in ids:
            customers |= {CustomerId(account.id, each), *_known(account, each, desk=desk)}
    request = _noted(request, customers, desk=desk)
    erased = [erase_customer(each.account, each.id, desk=desk, office=office) for each in _in_order(customers)]
    tickets = request.tickets
    is_early = desk.clock.now() - request.received_at < ASKED_FOR
    if any(each.unseen for each in erased) or (refused and is_early):
        return ErasureOutcome.WAITS
    if refused or unlinked:
        desk.erasures.save(request.left_to_people("; ".join([*refused, *unlinked])))
        return ErasureOutcome.BY_HAND
    state = ErasureState.ERASED if tickets else ErasureState.NOTHING_HELD
    desk.erasures.save(request.settled(state, desk.clock.now(), tickets=tickets))
    return ErasureOutcome(state.value)


def _noted(request: ErasureRequest, customers: set[CustomerId], *, desk: HandleErasuresDesk) -> ErasureRequest:
    """Note how many tickets there are before they are erased: after a crash nobody may be told that nothing was held."""
    every = {each for customer in customers for each in all_ids(customer, desk=desk)}
    held = sum(len(desk.tickets.of_customer(each.account, each.id)[1]) for each in every)
    if not held:
        return request
    noted = replace(request, tickets=request.tickets + held)
    desk.erasures.save(noted)
    return noted


def _known(account: Account, ident: str, *, desk: HandleErasuresDesk) -> set[CustomerId]:
    """Return the account's customers of this id: who has tickets under it, and who writes in private under it (T3)."""
    public = desk.tickets.customer_known_as(account.id, ident)
    has_tickets = bool(desk.tickets.of_customer(account.id, ident)[1])
    ids = {ident if has_tickets else None, public} - {None}
    return {CustomerId(account.id, each) for each in ids if each is not None}


def _accounts(request: ErasureRequest, *, desk: HandleErasuresDesk) -> Iterator[tuple[Account, Plug]]:
    """Yield the accounts of the app, retired ones too: their tickets stay."""
    for account in desk_settings(desk, fresh=True).accounts:
        plug = desk.networks.get(account.network)
        webhook = plug.webhook if plug is not None else None
        if plug is not None and webhook is not None and (webhook.name, account.app) == (request.plug, request.app):
            yield account, plug


def _in_order(customers: set[CustomerId]) -> list[CustomerId]:
    return sorted(customers, key=lambda each: (each.account, each.id))
