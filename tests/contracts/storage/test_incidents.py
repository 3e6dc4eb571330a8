from dataclasses import replace

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import Incident, IncidentNews
from shared.domain.errors import VersionConflictError
from shared.ports.accounts import Incidents
from tests.contracts.build import at

SILENT = Incident("acme", Fault.WEBHOOK_SILENT, at(0), "Two posts were missed.")


def test_I8_an_episode_comes_back_as_it_was_saved(incidents: Incidents) -> None:
    assert list(incidents.all()) == []
    first = incidents.save(SILENT)
    assert first == replace(SILENT, version=1)
    told = replace(
        first, told_at=at(1), gone_since=at(2), taken_until=at(3), telling=IncidentNews.RECOVERED, telling_since=at(2)
    )
    assert list(incidents.all()) == [first]
    saved = incidents.save(told)
    assert list(incidents.all()) == [saved] == [replace(told, version=2)]


def test_I8_of_two_who_save_the_same_episode_one_is_refused(incidents: Incidents) -> None:
    first = incidents.save(SILENT)
    with pytest.raises(VersionConflictError):
        incidents.save(SILENT)
    incidents.save(replace(first, told_at=at(1)))
    for late in (lambda: incidents.save(first), lambda: incidents.remove(first)):
        with pytest.raises(VersionConflictError):
            late()
    assert [incident.told_at for incident in incidents.all()] == [at(1)]


def test_I8_what_is_removed_is_gone_and_may_come_again(incidents: Incidents) -> None:
    first = incidents.save(SILENT)
    other = incidents.save(replace(SILENT, account="acme_jp"))
    incidents.remove(first)
    assert list(incidents.all()) == [other]
    with pytest.raises(VersionConflictError):
        incidents.remove(first)
    incidents.save(SILENT)
    assert len(incidents.all()) == 2
