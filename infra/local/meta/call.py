"""A request to the graph, however its parameters were sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from infra.local.documents import Json
from infra.local.meta.errors import GraphError


@dataclass(frozen=True)
class Call:
    """`path` are the parts behind the version, `params` those of the address and the body together."""

    method: str
    version: str
    path: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    authorization: str = ""

    @property
    def address(self) -> str:
        return "/" + "/".join(self.path)

    @property
    def token(self) -> str:
        given = self.params.get("access_token")
        return str(given) if given else self.authorization.partition(" ")[2]

    def text(self, name: str) -> str:
        """Return a parameter that is a string; "" if it is not given. Raises GraphError for anything else."""
        given = self.params.get(name, "")
        if not isinstance(given, str | int) or isinstance(given, bool):
            raise GraphError("bad_parameter", f"(#100) Param {name} must be a string")
        return str(given)

    def flag(self, name: str) -> bool:
        given = self.params.get(name)
        if given not in (True, False, "true", "false", "1", "0"):
            raise GraphError("bad_parameter", f"(#100) Param {name} must be a boolean")
        return given in (True, "true", "1")

    def object(self, name: str) -> Json:
        """Return a parameter that is an object, as such or written as JSON. Raises GraphError for anything else."""
        given = self.params.get(name)
        found = _json(given) if isinstance(given, str) else given
        if not isinstance(found, dict):
            raise GraphError("bad_parameter", f"(#100) Param {name} must be an object")
        return found

    def texts(self) -> dict[str, str]:
        return {name: value for name, value in self.params.items() if isinstance(value, str)}


def read(method: str, target: str, query: str, body: bytes, content_type: str, authorization: str) -> Call:
    """Read a request; `target` begins with the version. Raises GraphError for a body that cannot be read."""
    version, *path = [unquote(part) for part in target.strip("/").split("/")]
    params: Json = dict(parse_qsl(query, keep_blank_values=True))
    if body:
        if "json" in content_type:
            found = _json(body.decode(errors="replace"))
            if not isinstance(found, dict):
                raise GraphError("bad_parameter", "(#100) The body is not a JSON object")
            params |= found
        else:
            params |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return Call(method, version, tuple(part for part in path if part), params, authorization)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
