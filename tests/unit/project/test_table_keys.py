"""The table's keys begin with words, each used for one thing, and all of them are explained."""

import ast
import importlib
import inspect
import pkgutil
import re

from shared.adapters.dynamodb import keys

MODULES = [importlib.import_module(f"{keys.__name__}.{each.name}") for each in pkgutil.iter_modules(keys.__path__)]


def first_words() -> list[str]:
    """The words that keys begin with: those of the constants, and those of the functions' f-strings."""
    found = [
        value.partition("#")[0]
        for module in MODULES
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and not value.startswith("outbox#")
    ]
    sources = [ast.parse(inspect.getsource(module)) for module in MODULES]
    for node in (node for source in sources for node in ast.walk(source)):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            word, separator, _ = str(node.values[0].value).partition("#")
            found += [word] if separator else []
    return found


def test_no_word_begins_two_kinds_of_keys_and_none_is_a_letter() -> None:
    assert len(first_words()) > 30
    assert min(len(word) for word in first_words()) > 3
    twice = {word for word in first_words() if first_words().count(word) > 1}
    assert twice == {"customer"}, "a customer's partition is named by two functions"


def test_every_word_that_begins_a_key_stands_in_the_tables_description() -> None:
    described = set(re.findall(r"[a-z]+", keys.__doc__ or ""))
    assert [word for word in first_words() if word not in described] == []
