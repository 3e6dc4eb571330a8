"""Warnings about valid settings that probably do not do what was meant (C8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.policy import Policy
from shared.domain.sla.policy_order import shadowed
from shared.domain.text.suggestions import nearest

NO_SUCH_ACCOUNT = "can never match: none of its accounts is on a network that it is for"


@dataclass(frozen=True, slots=True)
class SettingsWarning:
    """A warning: `path` names the field, `sentence` the problem."""

    path: str
    sentence: str


def warnings(
    after: DeskSettings, *, before: DeskSettings, touched: Iterable[tuple[str, str]]
) -> tuple[SettingsWarning, ...]:
    """Return the warnings of a change: those of the touched documents, and new ones elsewhere."""
    paths = tuple(_prefix(kind, ident) for kind, ident in touched)
    known = set(_all(before))
    current = dict.fromkeys(_all(after))
    return tuple(each for each in current if each not in known or each.path.startswith(paths))


def _prefix(kind: str, ident: str) -> str:
    """Return the prefix of the paths of a document's warnings; the order concerns all policies."""
    if kind == "order":
        return "policies["
    table = {"policy": "policies", "account": "accounts", "calendar": "calendars", "team": "teams"}.get(kind, kind)
    return f"{table}[{ident}]"


def _all(settings: DeskSettings) -> Iterator[SettingsWarning]:
    networks = {account.id: account.network for account in settings.live_accounts}
    for policy, takers in shadowed(settings.policies[:-1], networks):
        names = ", ".join(takers)
        yield SettingsWarning(
            f"policies[{policy.id}]",
            f"can never match: every ticket that it is for goes to {names} before it" if takers else NO_SUCH_ACCOUNT,
        )
    given = {tag for rule in settings.keyword_rules for tag in rule.tags}
    for policy in settings.policies:
        yield from _tags(policy, given)
        yield from _same_instants(policy)
    for rule in settings.keyword_rules:
        named = {networks[account] for account in rule.accounts if account in networks}
        if named and rule.networks and not named & set(rule.networks):
            yield SettingsWarning(f"keyword_rules[{rule.id}]", NO_SUCH_ACCOUNT)
        if not rule.notify and not rule.tags:
            yield SettingsWarning(
                f"keyword_rules[{rule.id}]", "does nothing: it names nobody to tell, and no tag to put on the ticket"
            )
    yield from _nobody_there(settings)
    yield from _calendars_that_end(settings)


def _tags(policy: Policy, given: set[str]) -> Iterator[SettingsWarning]:
    for index, tag in enumerate(policy.tags):
        if tag in given:
            continue
        path, near = f"policies[{policy.id}].tags[{index}]", nearest(tag, given)
        if near is not None:
            yield SettingsWarning(path, f"no keyword rule gives the tag {tag!r}; did you mean {near!r}?")
        else:
            yield SettingsWarning(
                path, f"no keyword rule gives the tag {tag!r}: it holds where somebody sets the tag by hand"
            )


def _same_instants(policy: Policy) -> Iterator[SettingsWarning]:
    """Warn of several steps at one instant, of which only the last fires (L3)."""
    for target in dict.fromkeys((policy.first_reply, policy.next_reply)):
        for index, step in enumerate(policy.ladder):
            same = [other for other in policy.ladder[index + 1 :] if other.offset(target) == step.offset(target)]
            if same:
                path, last = f"policies[{policy.id}].ladder[{index}]", same[-1].name
                yield SettingsWarning(
                    path, f"never fires: {last!r} is due at the same instant, and one message says it all"
                )


def _nobody_there(settings: DeskSettings) -> Iterator[SettingsWarning]:
    """Warn of recipients that cannot be notified, for whom the managers are (L2)."""
    working = {person.id for person in settings.working}
    empty = {team.id for team in settings.teams if not working & set(team.members)}
    named = [
        *((f"accounts[{account.id}].team", f"team:{account.team}") for account in settings.live_accounts),
        *((f"policies[{policy.id}].team", f"team:{policy.team}") for policy in settings.policies),
        *(
            (f"policies[{policy.id}].ladder[{n}].whom[{m}]", name)
            for policy in settings.policies
            for n, step in enumerate(policy.ladder)
            for m, name in enumerate(step.whom)
        ),
        *(
            (f"keyword_rules[{rule.id}].notify[{n}]", name)
            for rule in settings.keyword_rules
            for n, name in enumerate(rule.notify)
        ),
    ]
    for path, name in named:
        kind, _, ident = name.partition(":")
        if kind == "team" and ident in empty:
            yield SettingsWarning(path, f"nobody works in the team {ident!r}: the managers are told instead")
        elif kind == "person" and ident not in working:
            yield SettingsWarning(path, f"{ident!r} is disabled: the managers are told instead")


def _calendars_that_end(settings: DeskSettings) -> Iterator[SettingsWarning]:
    """Warn of calendars of special days only, which end with the last one."""
    for calendar in settings.calendars:
        if any(calendar.weekly) or not any(calendar.special_days.values()):
            continue
        last = max(day for day, shifts in calendar.special_days.items() if shifts)
        yield SettingsWarning(
            f"calendars[{calendar.id}].weekly", f"has no open hours after {last}: add weekly hours, or days in time"
        )
