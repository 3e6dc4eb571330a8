"""Read the desk's settings, and the SLA calculation that the fold of a ticket needs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.posts.post import Post
from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.calendar import UNCOUNTABLE, Calendar, Span, always_open, deadline, open_time
from shared.domain.sla.clock import ClockKind, ListedClock, Ref, SlaClock
from shared.domain.sla.policy import Policy
from shared.domain.sla.promise import Promise, before_window, promise_in_any_case, with_window_step
from shared.domain.sla.stamping import promised
from shared.domain.thanks.short_thanks import ShortThanks
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import fold_ticket
from shared.ports.clock import HasClock
from shared.ports.memory import HasMemory
from shared.ports.settings import HasSettings, SettingsStore
from shared.usecases.settings.documents import calendar_of, settings_from
from shared.usecases.settings.salvage import usable_settings


class ReadsSettings(HasMemory, HasSettings, Protocol):
    """What reading the settings in force takes."""


class DecisionDesk(ReadsSettings, HasClock, Protocol):
    """What a decision about tickets reads of the desk."""


def desk_settings(desk: ReadsSettings, *, fresh: bool = False) -> DeskSettings:
    """Return the settings in force, cached for at most 30 seconds; `fresh` reads them again."""
    documents = desk.settings.current(fresh=fresh)
    held = desk.memory.settings
    if held is None or held[0] is not documents:
        key = frozenset((d.kind, d.id, d.version) for d in documents)
        made = held[2] if held is not None and held[1] == key else usable_settings(documents, desk.settings)
        held = desk.memory.settings = documents, key, made
    return held[2]


class DeskSlaCalculator:
    """The SLA calculation of the fold, with the desk's policies and calendars."""

    def __init__(self, settings: DeskSettings, store: SettingsStore) -> None:
        self._settings = settings
        self._store = store

    def start(
        self, kind: ClockKind, post: Post, *, account: str, priority: str, tags: tuple[str, ...], mail_only: bool
    ) -> SlaClock:
        policy = self._settings.policy_for(account=account, channel=post.channel, priority=priority, tags=tags)
        given = promise_of(policy, kind, post.posted_at, self._settings, mail_only=mail_only, answer_by=post.answer_by)
        return promised(kind, post, given)

    def business(self, clock: SlaClock) -> timedelta:
        """Return the clock's open time on the calendar version with which it was stamped (C6)."""
        if clock.stopped_at is None:
            return timedelta(0)
        return _open_between(clock.started_at, clock.stopped_at, self.calendar(clock))

    def before_window(self, clock: SlaClock, post: Post) -> datetime:
        return before_window(post.posted_at, post.answer_by or post.posted_at, self.calendar(clock))

    def open_time(self, spans: Iterable[Span], calendar: Ref) -> timedelta:
        """Return the open time within the spans on that calendar version."""
        counted = self._version(calendar)
        return sum((_open_between(span.start, span.end, counted) for span in spans), timedelta(0))

    def trace(self, clock: SlaClock) -> tuple[Span, ...]:
        """Return the open spans in which the clock's target was counted (B5); the whole time up to its deadline if that cannot
        be counted any more."""
        try:
            return deadline(clock.started_at, clock.target, self.calendar(clock)).spans
        except UNCOUNTABLE:
            return (Span(clock.started_at, clock.due_at),)

    def calendar(self, clock: SlaClock | ListedClock) -> Calendar:
        """Return the calendar version with which the clock was stamped."""
        return self._version(clock.calendar)

    def _version(self, stamp: Ref) -> Calendar:
        """Return the version, or one around the clock if it is missing or unreadable (I9)."""
        try:
            return self._stored(stamp)
        except (NotFoundError, *UNCOUNTABLE):
            return always_open(stamp.id, stamp.version)

    def _stored(self, stamp: Ref) -> Calendar:
        for calendar in self._settings.calendars:
            if (calendar.id, calendar.version) == (stamp.id, stamp.version):
                return calendar
        if stamp.version == 0:
            return settings_from(()).calendar(stamp.id)
        return calendar_of(self._store.at("calendar", stamp.id, stamp.version))


def calendar_of_clock(clock: SlaClock | ListedClock, desk: ReadsSettings) -> Calendar:
    """Return the calendar with which the clock was stamped (C6), in whose hours its steps are sent."""
    return DeskSlaCalculator(desk_settings(desk), desk.settings).calendar(clock)


def traces(ticket: Ticket, desk: ReadsSettings) -> dict[str, tuple[Span, ...]]:
    """Return the trace of each clock of a ticket, on the calendar with which it was stamped (B5, C6)."""
    promises = DeskSlaCalculator(desk_settings(desk), desk.settings)
    return {clock.id: promises.trace(clock) for clock in ticket.clocks}


def refolded(ticket: Ticket, desk: ReadsSettings) -> Ticket:
    """Recalculate the ticket's status and clocks from its posts and actions."""
    settings = desk_settings(desk)
    return fold_ticket(
        ticket, DeskSlaCalculator(settings, desk.settings), thanks=ShortThanks.of(settings.general.thanks)
    )


def decision_context(desk: DecisionDesk) -> DecisionContext:
    """Return what decisions about tickets read of the desk at this moment."""
    settings = desk_settings(desk)
    return DecisionContext(settings, DeskSlaCalculator(settings, desk.settings), desk.clock.now())


def promise_of(
    policy: Policy,
    kind: ClockKind,
    since: datetime,
    settings: DeskSettings,
    *,
    mail_only: bool,
    answer_by: datetime | None = None,
) -> Promise:
    """Return a policy's promise for a post of that instant, which can be answered until `answer_by`; the default policy's if
    it cannot be counted (I9)."""
    default = settings.default_policy
    if mail_only:
        policy, default = by_mail_alone(policy), by_mail_alone(default)
    calendar = next((each for each in settings.calendars if each.id == policy.calendar), None)
    given = promise_in_any_case(kind, since, policy, calendar, default=default)
    return with_window_step(given, since, answer_by, calendar)


def _open_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return the open time; all of the time if the calendar cannot be counted any more."""
    try:
        return open_time(start, end, calendar)
    except UNCOUNTABLE:
        return max(end - start, timedelta(0))


def by_mail_alone(policy: Policy) -> Policy:
    """Return the policy with mail as its only channel, for a short thanks (C7)."""
    return replace(policy, ladder=tuple(replace(step, how=("mail",)) for step in policy.ladder))
