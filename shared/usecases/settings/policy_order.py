"""The order of policies, a document of its own, so that moving a policy changes no policy (C8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shared.domain.errors import InvalidError
from shared.domain.sla.policy_order import reordered
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document

ORDER = "order"
POLICIES = "policy"
"""The id of the only order document: the kind that it orders."""

LAST = "default"
"""The policy that applies if no other matches, whatever the order (C7)."""

Known = Mapping[tuple[str, str], Document]


def policies_in_order(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return every policy but `default` in matching order: those that the order names, then the others by id."""
    documents = tuple(documents)
    known = sorted({d.id for d in documents if d.kind == POLICIES and d.id != LAST})
    said = next((d.body.get("ids", ()) for d in documents if (d.kind, d.id) == (ORDER, POLICIES)), ())
    listed = [name for name in dict.fromkeys(said) if name in known]
    return (*listed, *(name for name in known if name not in listed))


def in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents with the policies in matching order, and the complete order."""
    documents = tuple(documents)
    order = (*policies_in_order(documents), LAST)
    policies = iter(sorted((d for d in documents if d.kind == POLICIES), key=lambda each: order.index(each.id)))
    return tuple(
        next(policies) if d.kind == POLICIES else _written(d, order[:-1]) if d.kind == ORDER else d for d in documents
    )


def moved(document: Document, known: Known) -> Document:
    """Return the order that would result: unnamed policies keep their places."""
    wanted = [str(name) for name in document.body.get("ids", ())]
    return _written(document, reordered(policies_in_order(known.values()), wanted))


def changes_order(document: Document, known: Known) -> bool:
    """Return whether an order does more than append new policies."""
    before = policies_in_order(known.values())
    ids = moved(document, known).body["ids"]
    return tuple(ids) != (*before, *(name for name in ids if name not in before))


def with_order(changed: Sequence[Document], known: Known) -> tuple[tuple[Document, ...], bool]:
    """Add the order to the documents to write, if a new policy needs a place: the last, unless the change names another.

    The second value is true if the order does nothing else, and so needs no mention.
    """
    asked = next((d for d in changed if d.kind == ORDER), None)
    others = tuple(d for d in changed if d.kind != ORDER)
    before = policies_in_order(known.values())
    new = [d.id for d in others if d.kind == POLICIES and d.id != LAST and d.id not in before]
    appended = (*before, *new)
    wanted = tuple(asked.body["ids"]) if asked is not None else ()
    ids = (*wanted, *(name for name in appended if name not in wanted)) if asked is not None else appended
    held = known[ORDER, POLICIES]
    by_itself = policies_in_order((*known.values(), *others))
    if ids == by_itself:
        return others, False
    order = asked or replace(held, version=held.version + 1)
    return (*others, _written(order, ids)), ids == appended


def check_order(document: Document, policies: Iterable[str]) -> None:
    """Check an order. Raises InvalidError for an unknown policy, and for `default`, whose place is fixed."""
    known = tuple(policies)
    for index, name in enumerate(document.body["ids"]):
        path = f"order[{POLICIES}].ids[{index}]"
        if name == LAST:
            raise InvalidError(path, "'default' always counts last; leave it out of the order")
        if name not in known:
            raise no_such(path, "policy", name, known)


def _written(document: Document, ids: Iterable[str]) -> Document:
    return replace(document, body={"ids": list(ids)})
