"""I11: the routes that answer without a login are those whose answers the forger of `tests/unit/test_forgery.py` has."""

from tests.infra.synth import Synthesised
from tests.unit.api.test_forgery import OPEN_ROUTES


def test_I11_every_route_without_a_login_is_among_those_that_a_forger_tries(desk_template: Synthesised) -> None:
    routes = desk_template.of_type("AWS::ApiGatewayV2::Route").values()
    assert {r["RouteKey"] for r in routes if r.get("AuthorizationType", "NONE") == "NONE"} == OPEN_ROUTES
