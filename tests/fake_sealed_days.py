"""An in-memory fake of the port of sealed days."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.domain.reporting.sealed_day import Amendments, SealedDay, SealingProgress


class FakeSealedDays:
    def __init__(self) -> None:
        self.days: dict[tuple[str, date], SealedDay] = {}
        self.batches: dict[str, dict[tuple[datetime, str], Amendments]] = {}
        self.noted: dict[str, SealingProgress] = {}

    def between(self, account: str, first: date, last: date) -> list[SealedDay]:
        found = [day for (whose, _), day in self.days.items() if whose == account and first <= day.day <= last]
        return sorted(found, key=lambda day: day.day)

    def put(self, sealed: SealedDay) -> None:
        before = self.days.get((sealed.account, sealed.day))
        if before is None or before.made_at <= sealed.made_at:
            self.days[sealed.account, sealed.day] = sealed

    def amend(self, account: str, amendments: Amendments, *, ident: str) -> None:
        self.batches.setdefault(account, {})[amendments.at, ident] = amendments

    def amended(self, account: str, since: datetime) -> Sequence[Amendments]:
        found = sorted(self.batches.get(account, {}).items(), key=lambda each: each[0])
        return [batch for (at, _), batch in found if at >= since]

    def progress(self, account: str) -> SealingProgress | None:
        return self.noted.get(account)

    def note_progress(self, account: str, progress: SealingProgress) -> None:
        self.noted[account] = progress
