"""The raw choices of one stage, each from where it is said first: the command line, the stage's file, the default."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from constructs import Node

from infra.configuration import stage_file

EXAMPLES: Final = {
    "apps": """'{"<network>": ["main"]}'""",
    "network_urls": """'{"<network>": "http://127.0.0.1:4567"}'""",
    "login_callbacks": """'["http://localhost:3000/"]'""",
}


class Options:
    """The choices of one stage. Every reading of one raises ValueError that names the key and the expected value."""

    def __init__(self, node: Node, defaults: Mapping[str, Any], folder: Path | None) -> None:
        self._node = node
        self._defaults = defaults
        self.stage = str(node.try_get_context("stage") or defaults["stage"])
        self._file = stage_file.choices(self.stage, defaults.keys() - {"stage"}, folder)

    def _value(self, key: str) -> Any:
        typed = self._node.try_get_context(key)
        return self._file.get(key, self._defaults[key]) if typed is None else typed

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str):
            raise ValueError(f"{key} is {value!r}; it should be text")  # noqa: TRY004
        return value

    def dollars(self, key: str) -> float:
        amount = str(self._value(key))
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", amount) or float(amount) == 0:
            raise ValueError(f"{key} is {amount!r}; it should be dollars, such as 20")
        return float(amount)

    def whole(self, key: str) -> int:
        value = str(self._value(key))
        if not re.fullmatch(r"[0-9]{1,4}", value):
            raise ValueError(f"{key} is {value!r}; it should be a whole number")
        return int(value)

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if str(value).lower() not in {"true", "false"}:
            raise ValueError(f"{key} is {value!r}; it should be true or false")
        return str(value).lower() == "true"

    def list(self, key: str) -> tuple[str, ...]:
        return texts(key, self._json(key))

    def mapping(self, key: str) -> dict[str, Any]:
        value = self._json(key)
        if not isinstance(value, dict):
            raise ValueError(f"{key} is {value!r}; it should be an object, by network")  # noqa: TRY004
        return value

    def _json(self, key: str) -> object:
        value = self._value(key)
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as e:
            raise ValueError(
                f"{key} is {value!r}; on the command line it should be JSON, such as {EXAMPLES[key]}"
            ) from e

    def one_of(self, key: str, *known: str) -> str:
        value = self.text(key)
        if value not in known:
            raise ValueError(f"{key} is {value!r}; it should be {' or '.join(known)}")
        return value


def texts(key: str, value: object) -> tuple[str, ...]:
    """Return a list of texts. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError(f"{key} is {value!r}; it should be a list")  # noqa: TRY004
    return tuple(str(item) for item in value)
