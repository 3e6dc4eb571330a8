"""The base of all items: their keys, their index keys, and the one connection to the table.

PynamoDB keeps a connection with each model class, and a botocore client with each connection (some 60-100 ms each on a
function's processor). Opened on `Item` before any of its subclasses is used, it is inherited by all of them.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ParamSpec, Self, TypeVar

from pynamodb.attributes import Attribute, DiscriminatorAttribute, MapAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.constants import BINARY, LIST, NUMBER, STRING
from pynamodb.exceptions import PynamoDBException
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from shared.adapters.dynamodb.item_type import ItemType
from shared.adapters.dynamodb.keys.timed_keys import instant
from shared.adapters.dynamodb.translating import translate

P = ParamSpec("P")
Member = TypeVar("Member", bound=StrEnum)
ModelItem = TypeVar("ModelItem", bound=Model)

_MICROSECOND = timedelta(microseconds=1)

LISTED = ["type", "account", "facets", "row", "ticket", "person"]
MEASURED = ["type", "measured"]
NAMED = ["type"]
"""What the indexes hold beside the keys: what lists show, and no more, since a change of anything else costs an index nothing.
`type` says which model reads an item (infra/table.py has the same lists)."""


class InstantAttribute(Attribute[datetime]):
    """An aware datetime as text that sorts by time. PynamoDB's own writes `+0000`, which is not RFC 3339."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        return instant(value)

    def deserialize(self, value: str) -> datetime:
        return datetime.fromisoformat(value)


class DurationAttribute(Attribute[timedelta]):
    """Whole microseconds: a float of seconds would not survive the round trip."""

    attr_type = NUMBER

    def serialize(self, value: timedelta) -> str:
        return str(value // _MICROSECOND)

    def deserialize(self, value: str) -> timedelta:
        return int(value) * _MICROSECOND


class TextsAttribute(Attribute[tuple[str, ...]]):
    """Strings in their order. Not DynamoDB's set of strings, which has no order and cannot be empty."""

    attr_type = LIST

    def serialize(self, value: tuple[str, ...]) -> list[dict[str, str]]:
        return [{STRING: each} for each in value]

    def deserialize(self, value: list[dict[str, str]]) -> tuple[str, ...]:
        return tuple(each[STRING] for each in value)


class BytesAttribute(Attribute[bytes]):
    """Bytes, as they are stored. Responses are read as JSON, where they stand in base64."""

    attr_type = BINARY

    def serialize(self, value: bytes) -> bytes:
        return value

    def deserialize(self, value: bytes | str) -> bytes:
        return b64decode(value) if isinstance(value, str) else value


class NestedMap(MapAttribute[str, Any]):
    """A nested map with attributes of its own inside an item."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)  # type: ignore[no-untyped-call]  # PynamoDB leaves it untyped


class DueIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # as above
    """What waits, soonest first: tickets by their deadline, replies and notes that are still to be sent."""

    class Meta:
        index_name = "due"
        projection = IncludeProjection(LISTED)

    due_pk = UnicodeAttribute(hash_key=True)
    due_sk = UnicodeAttribute(range_key=True)


class RecentIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # as above
    """Past activity: tickets that do not wait, by status and last post."""

    class Meta:
        index_name = "recent"
        projection = IncludeProjection(LISTED)

    recent_pk = UnicodeAttribute(hash_key=True)
    recent_sk = UnicodeAttribute(range_key=True)


class ClocksIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # as above
    """Running clocks by when they have to be looked at next, and finished ones by their start."""

    class Meta:
        index_name = "clocks"
        projection = IncludeProjection(MEASURED)

    clocks_pk = UnicodeAttribute(hash_key=True)
    clocks_sk = UnicodeAttribute(range_key=True)


class HandlesIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # as above
    """Tickets by their customer's handle."""

    class Meta:
        index_name = "handles"
        projection = IncludeProjection(NAMED)

    handle = UnicodeAttribute(hash_key=True)


class _Bounded(ResultIterator[ModelItem]):
    """The results of a query with a limit. DynamoDB ends a page at 1 MB, and PynamoDB asks the next one for the whole limit again,
    which is read, paid for and thrown away: each page is asked for what is still missing."""

    def __init__(self, found: ResultIterator[ModelItem]) -> None:
        vars(self).update(vars(found))

    def _get_next_page(self) -> None:
        if self._limit is not None:
            self.page_iter.page_size = self._limit
        super()._get_next_page()


class _OfEveryType(_Bounded[ModelItem]):
    """Results of which each is read by the model that its `type` names. PynamoDB has DynamoDB leave out what no model reads, by
    a condition that names all of them: to write it takes longer than the query. It is left out here."""

    def _get_next_page(self) -> None:
        super()._get_next_page()
        known = Item.type._discriminator_map
        self._items = [each for each in self._items if each.get("type", NO_TYPE).get(STRING) in known]
        self._count = len(self._items)


NO_TYPE: Mapping[str, str] = {}


class Item(Model, metaclass=ItemType):
    """Any item in the table; `type` says which model reads it.

    A person waits for the result of a read: three attempts of at most five seconds, where PynamoDB would make four of
    30.
    """

    class Meta:
        table_name = ""
        region: str | None = None
        host: str | None = None
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = 2
        read_timeout_seconds = 5
        max_retry_attempts = 2
        max_pool_connections = 10
        extra_headers: Mapping[str, str] | None = None

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    type = DiscriminatorAttribute()
    due_pk = UnicodeAttribute(null=True)
    due_sk = UnicodeAttribute(null=True)
    recent_pk = UnicodeAttribute(null=True)
    recent_sk = UnicodeAttribute(null=True)
    clocks_pk = UnicodeAttribute(null=True)
    clocks_sk = UnicodeAttribute(null=True)
    handle = UnicodeAttribute(null=True)
    due = DueIndex()
    recent = RecentIndex()
    clocks = ClocksIndex()
    handles = HandlesIndex()

    @classmethod
    def query(cls, hash_key: str, *conditions: Any, **options: Any) -> ResultIterator[Self]:
        """As PynamoDB's own, but that a limit bounds what is read, too. `Item` itself takes no further filter, and no choice of
        attributes."""
        if cls is not Item:
            return _Bounded(super().query(hash_key, *conditions, **options))
        [within] = conditions or (None,)
        asked = {"range_key_condition": within, **options}
        found = ResultIterator[Self](
            cls._get_connection().query, (hash_key,), asked, cls.from_raw_data, options.get("limit")
        )
        return _OfEveryType(found)


def open_table(table: str, *, region: str | None = None, host: str | None = None) -> None:
    """Make all models work on `table` from now on; nothing is connected before the first request.

    Without `host`, botocore finds the endpoint (AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, else AWS's own), and
    without `region` the region. Raises RuntimeError if the process works on another table already, since models belong
    to the process: `close_table` first.
    """
    meta = Item.Meta
    if Item._connection is not None:
        if (meta.table_name, meta.region, meta.host) == (table, region, host):
            return
        raise RuntimeError(f"This process works on the table {meta.table_name!r} already.")
    meta.table_name, meta.region, meta.host = table, region, host
    translate(
        Item._get_connection(),
        region=region,
        host=host,
        connect_timeout_seconds=meta.connect_timeout_seconds,
        read_timeout_seconds=meta.read_timeout_seconds,
        max_retry_attempts=meta.max_retry_attempts,
        max_pool_connections=meta.max_pool_connections,
    )


class OnTable:
    """An adapter that works on the desk's table."""

    def __init__(self, table: str, *, region: str | None = None, host: str | None = None) -> None:
        open_table(table, region=region, host=host)


def close_table() -> None:
    """Drop the connection, so that another table, or the same one elsewhere, can be opened."""
    Item._connection = None


def applied(write: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Make a conditional write. Return False, with nothing changed, where its condition does not hold."""
    try:
        write(*args, **kwargs)
    except PynamoDBException as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def member(of: type[Member], name: str) -> Member | None:
    """Read an enum's member. None for a name that only a newer release knows: after a rollback the rest stays
    readable."""
    return next((each for each in of if each.value == name), None)


def connection() -> Connection:
    """Return the one connection of all models, for transactions."""
    return Item._get_connection().connection
