"""Consistency of all settings: references exist, and identifiers are unique."""

from collections.abc import Collection, Sequence

from shared.domain.errors import InvalidError
from shared.domain.settings.desk import DeskSettings
from shared.domain.text.search_words import folded
from shared.domain.text.suggestions import no_such


def check_whole(settings: DeskSettings) -> None:
    """Check the settings as a whole. Raises InvalidError with the path of the field."""
    calendars = [calendar.id for calendar in settings.calendars]
    for policy in settings.policies:
        if policy.calendar not in calendars:
            raise no_such(f"policies[{policy.id}].calendar", "calendar", policy.calendar, calendars)
    _check_people(settings)
    seen: dict[tuple[str, str], str] = {}
    for account in settings.live_accounts:
        other = seen.setdefault((account.network, account.network_id), account.id)
        if other != account.id:
            raise InvalidError(f"accounts[{account.id}].network_id", f"account {other!r} has the same one")
    accounts = [account.id for account in settings.accounts]
    for template in settings.templates:
        for index, name in enumerate(template.accounts):
            if name not in accounts:
                raise no_such(f"templates[{template.id}].accounts[{index}]", "account", name, accounts)


def _check_people(settings: DeskSettings) -> None:
    """Check that all references to people exist."""
    people = [person.id for person in settings.people]
    chosen: dict[str, str] = {}
    for person in settings.working:
        other = chosen.setdefault(folded(person.mention), person.id) if person.mention else person.id
        if other != person.id:
            raise InvalidError(f"people[{person.id}].mention", f"person {other!r} has the same one")
    teams = [team.id for team in settings.teams]
    for team in settings.teams:
        for index, member in enumerate(team.members):
            if member not in people:
                raise no_such(f"teams[{team.id}].members[{index}]", "person", member, people)
    for account in settings.live_accounts:
        if account.team is not None and account.team not in teams:
            raise no_such(f"accounts[{account.id}].team", "team", account.team, teams)
    for policy in settings.policies:
        if policy.team is not None and policy.team not in teams:
            raise no_such(f"policies[{policy.id}].team", "team", policy.team, teams)
        for number, step in enumerate(policy.ladder):
            _check_whom(step.whom, people, teams, f"policies[{policy.id}].ladder[{number}].whom")
    for rule in settings.keyword_rules:
        _check_whom(rule.notify, people, teams, f"keyword_rules[{rule.id}].notify")


def _check_whom(names: Sequence[str], people: Collection[str], teams: Collection[str], path: str) -> None:
    for index, name in enumerate(names):
        kind, _, ident = name.partition(":")
        known = {"team": teams, "person": people}.get(kind)
        if known is not None and ident not in known:
            raise no_such(f"{path}[{index}]", kind, ident, known)
