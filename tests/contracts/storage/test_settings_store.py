from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import NotFoundError, VersionConflictError
from shared.ports.settings import Document, Saved, SettingsStore
from tests.fakes import FakeClock

Processes = Callable[[], SettingsStore]
ACME = Document("account", "acme", 1, {"name": "Acme 株式会社", "minutes": [60, 1.5], "on": True, "note": None})


def named(name: str, version: int) -> Document:
    return Document("account", "acme", version, {"name": name})


def test_a_desk_without_settings_has_no_documents(processes: Processes) -> None:
    assert list(processes().current()) == []


def test_what_was_put_is_in_force_at_once_for_who_put_it(processes: Processes) -> None:
    store = processes()
    assert list(store.current()) == []
    policy = Document("policy", "default", 1, {"first_reply_minutes": 60})
    store.put([policy, ACME])
    assert list(store.current()) == [ACME, policy]


def test_another_process_holds_what_it_read_for_thirty_seconds(processes: Processes, clock: FakeClock) -> None:
    here, there = processes(), processes()
    there.put([named("first", 1)])
    assert list(here.current()) == [named("first", 1)]
    there.put([named("second", 2)])
    clock.forward(timedelta(seconds=29))
    assert list(here.current()) == [named("first", 1)]
    clock.forward(timedelta(seconds=1))
    assert list(here.current()) == [named("second", 2)]


def test_it_reads_anew_when_told_to(processes: Processes) -> None:
    here, there = processes(), processes()
    there.put([named("first", 1)])
    assert list(here.current()) == [named("first", 1)]
    there.put([named("second", 2)])
    assert list(here.current(fresh=True)) == [named("second", 2)]
    assert list(here.current()) == [named("second", 2)]


def test_every_version_can_be_read_again(processes: Processes) -> None:
    store = processes()
    store.put([named("first", 1)])
    store.put([named("second", 2)])
    assert store.at("account", "acme", 1) == named("first", 1)
    assert store.at("account", "acme", 2) == named("second", 2)
    for kind, ident, version in (("account", "acme", 3), ("account", "other", 1), ("policy", "acme", 1)):
        with pytest.raises(NotFoundError):
            store.at(kind, ident, version)


@pytest.mark.parametrize("version", [1, 3])
def test_of_two_who_change_the_same_document_one_is_told(processes: Processes, version: int) -> None:
    store = processes()
    store.put([named("first", 1)])
    with pytest.raises(VersionConflictError):
        store.put([Document("policy", "default", 1, {}), named("late", version)])
    assert list(store.current()) == [named("first", 1)]


def test_a_document_does_not_begin_with_its_second_version(processes: Processes) -> None:
    store = processes()
    with pytest.raises(VersionConflictError):
        store.put([named("second", 2)])
    assert list(store.current()) == []


def test_more_documents_than_one_transaction_takes(processes: Processes) -> None:
    store = processes()
    people = [Document("person", f"p{n:03}", 1, {"name": f"Person {n}"}) for n in range(120)]
    store.put(people)
    assert list(store.current()) == people


def test_the_newest_of_one_document_is_what_stands_now_whatever_is_held(processes: Processes) -> None:
    here, there = processes(), processes()
    assert here.newest("account", "acme") is None
    there.put([named("first", 1)])
    assert list(here.current()) == [named("first", 1)]
    there.put([named("second", 2)])
    assert here.newest("account", "acme") == named("second", 2)
    assert here.newest("policy", "acme") is None


def test_nothing_is_put_unless_the_others_still_stand(processes: Processes) -> None:
    store = processes()
    other = Document("person", "a", 1, {"name": "A"})
    with pytest.raises(VersionConflictError):
        store.put([named("first", 1)], standing=[other])
    store.put([other])
    store.put([named("first", 1)], standing=[other])
    store.put([Document("person", "a", 2, {"name": "B"})])
    with pytest.raises(VersionConflictError):
        store.put([named("second", 2)], standing=[other])
    assert store.newest("account", "acme") == named("first", 1)


def test_the_versions_of_one_document_come_newest_first_and_page_by_page(processes: Processes) -> None:
    store = processes()
    assert list(store.versions("account", "acme", limit=5)) == []
    for number in range(1, 13):
        store.put([named(f"v{number}", number)])
    store.put([Document("account", "acme2", 1, {}), Document("policy", "acme", 1, {})])
    first = store.versions("account", "acme", limit=5)
    assert [document.version for document in first] == [12, 11, 10, 9, 8]
    assert first[0] == named("v12", 12)
    assert [document.version for document in store.versions("account", "acme", before=3, limit=5)] == [2, 1]
    assert list(store.versions("account", "acme", before=0, limit=5)) == []


def test_whoever_saved_a_version_and_when_stays_with_it(processes: Processes, clock: FakeClock) -> None:
    here, there = processes(), processes()
    first = Saved(clock.now(), "kt", "Keiko")
    second = Saved(clock.now() + timedelta(hours=1), None, "command line")
    here.put([replace(named("first", 1), saved=first)])
    here.put([replace(named("second", 2), saved=second)])
    assert [document.saved for document in there.versions("account", "acme", limit=5)] == [second, first]
    assert [document.saved for document in there.current()] == [second]
    assert there.at("account", "acme", 1).saved == first
    newest = there.newest("account", "acme")
    assert newest is not None
    assert newest.saved == second
