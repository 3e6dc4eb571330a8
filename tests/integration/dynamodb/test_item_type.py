"""The models are what PynamoDB's own metaclass makes of them."""

from importlib import import_module
from inspect import getmembers
from pathlib import Path
from typing import Any

import pytest
from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.exceptions import DoesNotExist

from shared.adapters.dynamodb import item
from shared.adapters.dynamodb.item import DueIndex, Item
from shared.adapters.dynamodb.item_type import ItemType

ROOM = Path(item.__file__).parent
for path in ROOM.rglob("*.py"):
    import_module(".".join(("shared", "adapters", "dynamodb", *path.relative_to(ROOM).with_suffix("").parts)))


def models(of: type[Item] = Item) -> list[type[Item]]:
    return [each for model in of.__subclasses__() for each in (model, *models(model))]


def test_there_are_models() -> None:
    assert len(models()) > 40


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_model_has_the_attributes_that_pynamodb_would_find(model: Any) -> None:
    """In their order, too: it is the one in which they are stored (pynamodb.attributes.AttributeContainerMeta)."""
    found = dict(getmembers(model, lambda each: isinstance(each, Attribute)))
    assert list(model.get_attributes()) == list(found)
    assert all(model.get_attributes()[name] is found[name] for name in found)
    renamed = {attribute.attr_name: name for name, attribute in found.items() if attribute.attr_name != name}
    assert model._dynamo_to_python_attrs == renamed
    assert (model._hash_keyname, model._range_keyname, model._discriminator) == ("pk", "sk", "type")
    assert set(model._indexes) == {"due", "recent", "clocks", "handles"}


def test_each_model_misses_its_own_items_only() -> None:
    raised = [model.DoesNotExist for model in models()]
    assert len(set(raised)) == len(raised)
    assert all(issubclass(each, DoesNotExist) and each is not Item.DoesNotExist for each in raised)


@pytest.mark.parametrize(
    "own",
    [UnicodeAttribute(hash_key=True), NumberAttribute(range_key=True), VersionAttribute(), DueIndex()],
    ids=lambda own: type(own).__name__,
)
def test_a_model_with_a_key_or_an_index_of_its_own_is_refused(own: object) -> None:
    with pytest.raises(TypeError, match=r"Wrong has a key"):
        ItemType("Wrong", (Item,), {"own": own, "__module__": __name__, "__qualname__": "Wrong"})
