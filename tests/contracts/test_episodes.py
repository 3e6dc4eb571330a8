from dataclasses import replace

import pytest

from shared.domain.accounts.incident import Episode
from shared.domain.errors import VersionConflictError
from shared.ports.accounts import Episodes
from tests.contracts.build import at

SILENT = Episode("acme", "webhook_silent", at(0), "Two posts were missed.")


def test_I8_an_episode_comes_back_as_it_was_saved(episodes: Episodes) -> None:
    assert list(episodes.all()) == []
    first = episodes.save(SILENT)
    assert first == replace(SILENT, version=1)
    told = replace(first, told_at=at(1), gone_since=at(2), taken_until=at(3), telling="recovered", telling_since=at(2))
    assert list(episodes.all()) == [first]
    saved = episodes.save(told)
    assert list(episodes.all()) == [saved] == [replace(told, version=2)]


def test_I8_of_two_who_save_the_same_episode_one_is_refused(episodes: Episodes) -> None:
    first = episodes.save(SILENT)
    with pytest.raises(VersionConflictError):
        episodes.save(SILENT)
    episodes.save(replace(first, told_at=at(1)))
    for late in (lambda: episodes.save(first), lambda: episodes.remove(first)):
        with pytest.raises(VersionConflictError):
            late()
    assert [episode.told_at for episode in episodes.all()] == [at(1)]


def test_I8_what_is_removed_is_gone_and_may_come_again(episodes: Episodes) -> None:
    first = episodes.save(SILENT)
    other = episodes.save(replace(SILENT, account="acme_jp"))
    episodes.remove(first)
    assert list(episodes.all()) == [other]
    with pytest.raises(VersionConflictError):
        episodes.remove(first)
    episodes.save(SILENT)
    assert len(episodes.all()) == 2
