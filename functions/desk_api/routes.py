"""Which routers serve an address. A request brings the routers of its own address alone: all of them, with the views and use cases
behind them, are half of a cold start."""

from collections.abc import Iterable, Mapping
from importlib import import_module

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

ROUTERS: Mapping[str, tuple[str, ...]] = {
    "": ("page",),
    "config.json": ("page",),
    "health": ("health",),
    "csp": ("csp_reports",),
    "deletion": ("deletion",),
    "pictures": ("pictures",),
    "session": ("session",),
    "api/health": ("health",),
    "api/me": ("me",),
    "api/metrics": ("metrics",),
    "api/networks": ("networks",),
    "api/people": ("people",),
    "api/preview": ("preview",),
    "api/queue": ("queue",),
    "api/replies": ("replies",),
    "api/settings": ("settings", "settings_history"),
    "api/templates": ("templates",),
    "api/texts": ("texts",),
    "api/tickets": ("tickets", "replies", "moderation"),
}
"""The modules in `routers`, by the beginning of their addresses (`place_of`)."""


def place_of(path: str) -> str:
    """Return the first part of an address; of one in the API the first two."""
    parts = path.strip("/").split("/")
    return "/".join(parts[:2] if parts[0] == "api" else parts[:1])


class LazyRoutes:
    """Includes routers in the resolver when an address of theirs is first asked for."""

    def __init__(self, app: APIGatewayHttpResolver) -> None:
        self._app = app
        self._included: set[str] = set()

    def include(self, path: str) -> None:
        """Include the routers that may serve this address: none for one that the API does not have."""
        self._include(ROUTERS.get(place_of(path), ()))

    def include_all(self) -> None:
        self._include(name for names in ROUTERS.values() for name in names)

    def _include(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._included:
                self._app.include_router(import_module(f"functions.desk_api.routers.{name}").router)
                self._included.add(name)
