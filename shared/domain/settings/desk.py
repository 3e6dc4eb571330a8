"""The desk's settings: accounts, people, teams, and general ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from shared.domain.accounts.costs import Prices
from shared.domain.accounts.picture import Picture
from shared.domain.errors import NotFoundError
from shared.domain.people.presence import ALWAYS_THERE, Presence
from shared.domain.posts.kinds import Channel
from shared.domain.settings.keyword_rules import KeywordRule
from shared.domain.sla.calendar import Calendar
from shared.domain.sla.policy import Policy
from shared.domain.sla.promise import LAST_POLICY
from shared.domain.templates.messages import Texts
from shared.domain.templates.reply_template import ReplyTemplate

AGENTS = "agents"
MANAGERS = "managers"
ADMINS = "admins"
GROUPS = (AGENTS, MANAGERS, ADMINS)


@dataclass(frozen=True, slots=True)
class Account:
    """One of the brand's accounts. `app` names the network's app whose keys it uses; `team` is told of its tickets where the
    policy names no team (L2). With `owns_app` the app belongs to this account, which a network may charge less for reading
    its own mentions and posts. A `retired` one can be read and no more: it is not polled, what comes in for it is
    dropped, and nothing is sent from it. `username` is empty on a network without handles; `host` is the server that the
    account lives on, where a network has many. `options` are what the network's form of accounts lets it say besides."""

    id: str
    network: str
    network_id: str
    username: str
    name: str
    app: str = "main"
    colour: str = "#3b5b92"
    team: str | None = None
    retired: bool = False
    owns_app: bool = False
    picture: Picture | None = None
    host: str = ""
    options: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str:
        """The name that people know: its handle, or its name on a network that has no handles."""
        return f"@{self.username}" if self.username else self.name


@dataclass(frozen=True, slots=True)
class Person:
    """A person at the desk, keyed by the `sub` of the sign-in. `mention` is the handle that colleagues write behind an `@` in
    a note. A `disabled` person keeps the name in the history, and takes no part in anything new. Sessions that began
    before `signed_out_at` are over."""

    id: str
    name: str
    email: str
    phone: str | None = None
    language: str = "en"
    zone: str = "UTC"
    groups: tuple[str, ...] = (AGENTS,)
    sign_off: str = ""
    presence: Presence = ALWAYS_THERE
    mention: str = ""
    disabled: bool = False
    signed_out_at: datetime | None = None


def _anybody(_: Person) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spans:
    """The time spans in which a ticket takes more posts of its customer (T2)."""

    public: timedelta = timedelta(days=7)
    direct: timedelta = timedelta(days=30)
    reopen: timedelta = timedelta(hours=72)


KEPT_DAYS = 90
LONGEST_KEPT_DAYS = 365
"""How many days files are kept if the settings say nothing, and at most; the bucket deletes what is older by itself."""


@dataclass(frozen=True, slots=True)
class General:
    """What holds for the whole desk. `words_in_alerts`: whether a mail may quote the post (L7).
    `assign_on_reply`: whether whoever answers a ticket that is nobody's becomes its assignee (W1).
    `escalation_hold`: how long escalation waits for somebody who acknowledged an overdue ticket (L4). `done_after`: how
    long an answered ticket is silent until it is done by itself (C5), nothing means never. `avoid_words` are what the
    team never wants to say to a customer; their composer warns of them. `undo`: how long a reply can be taken back (R1).
    `relookup_usd_per_day`: what finding deleted posts may cost (I6). `monthly_usd`: what the networks may cost in a month
    before reading stops, nothing means without a limit; `prices` are those of
    a network that differ from its list. `retention`: how long what customers wrote is kept
    once a ticket is done, nothing means for good. `keep_attachments_days`: for how many days the desk keeps files that
    their network soon deletes, none means not at all. `show_pictures_from`: the networks from which a reader's browser may
    fetch customers' pictures itself, by which they learn who reads what. `ignored_authors`, by id or handle, open no ticket, and whom the
    brand has blocked on the network does so only with `include_blocked_authors` (I4)."""

    language: str = "en"
    zone: str = "UTC"
    words_in_alerts: bool = False
    assign_on_reply: bool = True
    undo: timedelta = timedelta(seconds=5)
    escalation_hold: timedelta = timedelta(minutes=30)
    done_after: timedelta = timedelta(days=7)
    relookup_usd_per_day: float = 0.25
    monthly_usd: Decimal | None = None
    prices: Mapping[str, Prices] = field(default_factory=dict)
    retention: timedelta = timedelta(0)
    keep_attachments_days: int = KEPT_DAYS
    show_pictures_from: frozenset[str] = frozenset()
    spans: Spans = field(default_factory=Spans)
    ignored_authors: frozenset[str] = frozenset()
    include_blocked_authors: bool = False
    thanks: tuple[str, ...] = ()
    avoid_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """All settings, each document at its newest version. `faults` names the stored documents that cannot be used as they are
    (I9)."""

    general: General
    accounts: tuple[Account, ...]
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    calendars: tuple[Calendar, ...]
    policies: tuple[Policy, ...]
    keyword_rules: tuple[KeywordRule, ...] = ()
    templates: tuple[ReplyTemplate, ...] = ()
    texts: Texts = field(default_factory=Texts)
    faults: tuple[str, ...] = ()

    def account(self, account_id: str) -> Account:
        found = next((account for account in self.accounts if account.id == account_id), None)
        if found is None:
            raise NotFoundError(f"There is no account {account_id!r}.")
        return found

    def team_of(self, account_id: str) -> str | None:
        """Return the account's team, if any; None for an account that no longer exists."""
        return next((account.team for account in self.accounts if account.id == account_id), None)

    @property
    def live_accounts(self) -> tuple[Account, ...]:
        """The accounts that are not retired."""
        return tuple(account for account in self.accounts if not account.retired)

    @property
    def working(self) -> tuple[Person, ...]:
        """The people who are not disabled."""
        return tuple(person for person in self.people if not person.disabled)

    def person(self, person_id: str | None) -> Person | None:
        """Return a person by id, also a disabled one, whom history and metrics still name."""
        return next((person for person in self.people if person.id == person_id), None)

    def at_work(self, person_id: str | None) -> Person | None:
        """Return a person who is not disabled: one who can be notified, hold a claim and be assigned."""
        return next((person for person in self.working if person.id == person_id), None)

    def calendar(self, calendar_id: str) -> Calendar:
        found = next((calendar for calendar in self.calendars if calendar.id == calendar_id), None)
        if found is None:
            raise NotFoundError(f"There is no calendar {calendar_id!r}.")
        return found

    def policy_for(self, *, account: str, channel: Channel, priority: str, tags: tuple[str, ...]) -> Policy:
        """Return the first matching policy, else `default`, whatever its matchers are (C7); it always exists."""
        network = next((each.network for each in self.accounts if each.id == account), "")
        for policy in self.policies:
            if policy.id != "default" and policy.matches(
                network=network, account=account, channel=channel, priority=priority, tags=tags
            ):
                return policy
        return self.default_policy

    @property
    def default_policy(self) -> Policy:
        return self.policy("default") or LAST_POLICY

    def managers(self) -> tuple[Person, ...]:
        return tuple(person for person in self.working if MANAGERS in person.groups)

    def policy(self, policy_id: str) -> Policy | None:
        return next((policy for policy in self.policies if policy.id == policy_id), None)

    def whom(
        self,
        names: Iterable[str],
        assignee: str | None,
        *,
        team: str | None = None,
        now: datetime,
        reachable: Callable[[Person], bool] = _anybody,
    ) -> tuple[Person, ...]:
        """Return the recipients that a step names, without duplicates (L2). People who are away, off shift or not `reachable`
        are left out.

        Without an available assignee the `team` is notified; without anybody available in a team or for a person, the
        managers are. If no manager is available either, the managers are notified all the same, reachable ones first, and
        admins if there are no managers: never nobody.
        """
        found: dict[str, Person] = {}
        for name in names:
            for person in self._named(
                name, assignee, team, lambda each: each.presence.is_available(now) and reachable(each)
            ):
                found.setdefault(person.id, person)
        if found:
            return tuple(found.values())
        groups = self.managers(), tuple(person for person in self.working if ADMINS in person.groups)
        last = (*(tuple(filter(reachable, group)) for group in groups), *groups)
        return next((group for group in last if group), ())

    def _named(
        self, name: str, assignee: str | None, team: str | None, there: Callable[[Person], bool]
    ) -> tuple[Person, ...]:
        kind, _, ident = name.partition(":")
        named: tuple[Person, ...] = ()
        if kind == "assignee":
            named = tuple(filter(there, self._people((assignee,)))) or self._members(team)
        elif kind == "person":
            named = self._people((ident,))
        elif kind == "team":
            named = self._members(ident)
        return tuple(filter(there, named)) or tuple(filter(there, self.managers()))

    def _members(self, team: str | None) -> tuple[Person, ...]:
        return self._people(next((each.members for each in self.teams if each.id == team), ()))

    def _people(self, ids: Iterable[str | None]) -> tuple[Person, ...]:
        wanted = set(ids)
        return tuple(person for person in self.working if person.id in wanted)
