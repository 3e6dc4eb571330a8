"""The order of the policies as a document of its own, so that to move one changes none of them (C8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shared.domain.errors import InvalidError
from shared.domain.sla.policy_order import reordered
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document

ORDER = "order"
POLICIES = "policy"
"""The id of the only document of that kind: the kind that it puts in order."""

LAST = "default"
"""The policy that counts where no other matches, whatever the order says (C7)."""

Known = Mapping[tuple[str, str], Document]


def policies_in_order(documents: Iterable[Document]) -> tuple[str, ...]:
    """Every policy but `default`, the first that counts first: those that the order names, then the others by id."""
    documents = tuple(documents)
    known = sorted({d.id for d in documents if d.kind == POLICIES and d.id != LAST})
    said = next((d.body.get("ids", ()) for d in documents if (d.kind, d.id) == (ORDER, POLICIES)), ())
    listed = [name for name in dict.fromkeys(said) if name in known]
    return (*listed, *(name for name in known if name not in listed))


def in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents with the policies one behind the other as they count, and the order in full."""
    documents = tuple(documents)
    order = (*policies_in_order(documents), LAST)
    policies = iter(sorted((d for d in documents if d.kind == POLICIES), key=lambda each: order.index(each.id)))
    return tuple(
        next(policies) if d.kind == POLICIES else _written(d, order[:-1]) if d.kind == ORDER else d for d in documents
    )


def moved(document: Document, known: Known) -> Document:
    """An order as it would stand: what it does not name keeps its place."""
    wanted = [str(name) for name in document.body.get("ids", ())]
    return _written(document, reordered(policies_in_order(known.values()), wanted))


def says_more(document: Document, known: Known) -> bool:
    """Whether an order says anything else than that new policies come last."""
    before = policies_in_order(known.values())
    ids = moved(document, known).body["ids"]
    return tuple(ids) != (*before, *(name for name in ids if name not in before))


def with_order(changed: Sequence[Document], known: Known) -> tuple[tuple[Document, ...], bool]:
    """The documents to write, with the order behind them if it has to say where a new policy stands: last, unless the
    change says otherwise. The second value tells whether the order says nothing else, so that nobody need hear of it.
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
    """Raises InvalidError for a name that no policy has, and for `default`, whose place is given."""
    known = tuple(policies)
    for index, name in enumerate(document.body["ids"]):
        path = f"order[{POLICIES}].ids[{index}]"
        if name == LAST:
            raise InvalidError(path, "'default' always counts last; leave it out of the order")
        if name not in known:
            raise no_such(path, "policy", name, known)


def _written(document: Document, ids: Iterable[str]) -> Document:
    return replace(document, body={"ids": list(ids)})
