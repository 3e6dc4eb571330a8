"""How far a process has read an account's threads, so that a busy account is read to its end over several polls, and a quiet
thread not at all."""

from datetime import datetime, timedelta

from shared.domain.errors import UnreachableError
from shared.networks.meta.api.client import MetaClient

ONE_READ = timedelta(seconds=30)
"""A read begins no further thread after this: the function has fifty seconds. The next poll goes on."""

REMEMBERED = 5_000


class Progress:
    """Of each thread the `mark` with which it was read to its end, the time of its newest comment or their number, and since
    when. Losing it costs calls alone."""

    def __init__(self, client: MetaClient) -> None:
        self._client = client
        self._read: dict[str, tuple[object, datetime]] = {}

    def deadline(self) -> datetime:
        return self._client.now() + ONE_READ

    def is_news(self, thread: str, mark: object, since: datetime) -> bool:
        """Return whether the thread may hold something that was not read since then."""
        known = self._read.get(thread)
        return mark is None or known is None or known[0] != mark or since < known[1]

    def note(self, thread: str, mark: object, since: datetime) -> None:
        """Keep that the thread was read, once everything in it was handed on."""
        if len(self._read) >= REMEMBERED:
            self._read.clear()
        self._read[thread] = mark, since

    def ensure_time(self, until: datetime) -> None:
        """Raise UnreachableError once the time is over: what was not read is read by the next poll."""
        if self._client.now() > until:
            raise UnreachableError("There is more than one poll can read: the next one goes on.")
