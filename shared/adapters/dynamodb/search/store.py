"""The search in DynamoDB (ports.TicketSearch): one item for each code, and one for the texts of a day of a ticket.

Units, as DynamoDB counts them: a text costs one or two to write among its ticket's texts (two kilobytes at most, unless
it is longer itself), and one for each code that the ticket did not have yet.
"""

from collections.abc import Collection, Iterable, Sequence

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamodb.item import Item, applied, open_table
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.search.codes import find_codes
from shared.adapters.dynamodb.search.items import item_of, key_item, month_of, place_of
from shared.adapters.dynamodb.search.models import CodeItem, MonthItem, WordsItem
from shared.adapters.dynamodb.search.words import find_words
from shared.domain.search.entries import IndexChange, SearchEntry, WordsEntry
from shared.domain.search.results import CodesFound, WordsFound
from shared.domain.text.codes import CodeLookup

UNITS = 400
"""Read units that one request spends on texts at most. With its reads of the tickets found and of those that wait, a
request of the page stays under 500."""


class DynamoTicketSearch:
    def __init__(self, table: str, *, region: str | None = None, host: str | None = None, units: int = UNITS) -> None:
        open_table(table, region=region, host=host)
        self._units = units
        self._months: set[tuple[str, str]] = set()

    def apply(self, change: IndexChange, *, version: int) -> None:
        """Apply a change, deletions first. A month is recorded before its first texts, so that none are overlooked."""
        for key in change.drop:
            _unless_newer(key_item(key), version)
        for entry in change.put:
            if isinstance(entry, WordsEntry):
                self._note(entry.key.account, month_of(entry.key.slot))
            item = item_of(entry, version)
            applied(item.save, condition=_no_newer(version))

    def missing(self, entries: Iterable[SearchEntry]) -> Sequence[SearchEntry]:
        wanted = {place_of(entry.key): entry for entry in entries}
        held = {(item.pk, item.sk): item for item in Item.batch_get(list(wanted), consistent_read=True)}
        return [entry for place, entry in wanted.items() if not _holds(held.get(place), entry)]

    def by_code(
        self,
        lookups: Sequence[CodeLookup],
        needles: Sequence[str] = (),
        *,
        accounts: Collection[str],
        after: str | None = None,
        limit: int,
    ) -> CodesFound:
        return find_codes(lookups, needles, accounts=accounts, after=after, limit=limit)

    def by_words(
        self, needles: Sequence[str], *, accounts: Collection[str], after: str | None = None, limit: int
    ) -> WordsFound:
        return find_words(needles, accounts=accounts, after=after, limit=limit, most_units=self._units)

    def _note(self, account: str, month: str) -> None:
        """Record the month, once in each process, even if another process has done so."""
        if (account, month) not in self._months:
            MonthItem(ticket_keys.months(account), month).save()
            self._months.add((account, month))


def _no_newer(version: int) -> Condition:
    condition: Condition = Item.pk.does_not_exist() | (WordsItem.version <= version)
    return condition


def _unless_newer(item: Item, version: int) -> None:
    applied(item.delete, condition=_no_newer(version))


def _holds(item: Item | None, entry: SearchEntry) -> bool:
    """Return True if the item has the same content, whichever version wrote it."""
    if not isinstance(item, WordsItem | CodeItem):
        return False
    same: bool = item.serialize() == item_of(entry, int(item.version)).serialize()
    return same
