"""Keep the chunks of the page that is served, so that a page opened before the next deployment finds them after it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from shared.ports.clock import HasClock
from shared.ports.page_archive import HasPageArchive

KEPT_FOR = timedelta(days=90)
"""Longer than a tab stays open; and a build that is served for longer is kept again."""

KEPT_AGAIN_BEFORE = timedelta(days=45)


class KeepPageDesk(HasPageArchive, HasClock, Protocol):
    """The parts of the desk that `keep_page` uses."""


def keep_page(build: str, chunks: Callable[[], Mapping[str, bytes]], *, desk: KeepPageDesk) -> bool:
    """Keep the chunks of a build, unless they are kept for a good while yet. Return whether anything was written.

    Done when a build is served rather than when it is deployed: a deployment from a fresh machine has the old build nowhere, and
    while two versions of a function answer, each finds what the other's page names.
    """
    now = desk.clock.now()
    until = desk.page_archive.kept_until(build)
    if until is not None and until - now > KEPT_AGAIN_BEFORE:
        return False
    desk.page_archive.keep(build, chunks(), now + KEPT_FOR)
    return True
