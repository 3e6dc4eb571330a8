"""Requests for erasure in DynamoDB (ports.ErasureRequests): open ones in a partition that is as long as they are many, so that a
sweep reads no other."""

from collections.abc import Sequence
from datetime import timedelta

from shared.adapters.dynamodb.item import Item, OnTable, member
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.work import ErasureItem
from shared.domain.privacy.erasure_request import ErasureRequest, ErasureState

KEPT = timedelta(days=365)
"""How long a person can ask what became of the request."""


class DynamoErasureRequests(OnTable):
    def find(self, code: str) -> ErasureRequest | None:
        for partition, sort in ((desk_keys.erased(code), desk_keys.OUTCOME), (desk_keys.ERASURES, code)):
            try:
                found = Item.get(partition, sort, consistent_read=True)
            except Item.DoesNotExist:
                continue
            return _request(found) if isinstance(found, ErasureItem) else None
        return None

    def open(self) -> Sequence[ErasureRequest]:
        found = ErasureItem.query(desk_keys.ERASURES, consistent_read=True)
        return sorted(map(_request, found), key=lambda each: (each.received_at, each.code))

    def save(self, request: ErasureRequest) -> None:
        """A crash between the two writes leaves an open request that is finished: it is carried out once more, and removed."""
        if request.is_open:
            _item(desk_keys.ERASURES, request.code, request).save()
            return
        item = _item(desk_keys.erased(request.code), desk_keys.OUTCOME, request)
        item.expires_at = request.received_at + KEPT
        item.save()
        Item(desk_keys.ERASURES, request.code).delete()


def _item(partition: str, sort: str, request: ErasureRequest) -> ErasureItem:
    return ErasureItem(
        partition,
        sort,
        code=request.code,
        plug=request.plug,
        app=request.app,
        person=request.person,
        received_at=request.received_at,
        state=request.state,
        settled_at=request.settled_at,
        tickets=request.tickets,
        reason=request.reason,
    )


def _request(item: ErasureItem) -> ErasureRequest:
    return ErasureRequest(
        code=item.code,
        plug=item.plug,
        app=item.app,
        person=item.person,
        received_at=item.received_at,
        state=member(ErasureState, item.state) or ErasureState.BY_HAND,
        settled_at=item.settled_at,
        tickets=int(item.tickets),
        reason=item.reason,
    )
