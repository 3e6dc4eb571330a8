"""The HTTP API: page, JSON and webhooks on one origin."""

import json
from typing import cast

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.configuration.config import Config
from infra.function import LOG_RETENTION, Function
from infra.login import Login
from infra.nag import AcknowledgedFinding, acknowledge

GET, HEAD, POST = http.HttpMethod.GET, http.HttpMethod.HEAD, http.HttpMethod.POST
DELETE, ANY = http.HttpMethod.DELETE, http.HttpMethod.ANY

RATE_LIMITS = {
    "POST /webhooks/{plug}/{app}": (500, 1000),
    "GET /webhooks/{plug}/{app}": (5, 20),
    "POST /webhooks/{plug}/{app}/deletion": (5, 20),
    "ANY /api/{proxy+}": (500, 1000),
    "GET /": (50, 200),
    "GET /{proxy+}": (200, 1000),
    "HEAD /": (10, 20),
    "HEAD /{proxy+}": (10, 20),
    "POST /csp": (2, 10),
    "POST /session": (10, 50),
    "DELETE /session": (10, 50),
    "POST /session/renew": (20, 100),
}
"""Rate and burst limits of each route, in requests a second. Each has a limit of its own, so that a flood at one, such as the
page's files, leaves what the networks deliver its share."""

ACCESS_LOG_FIELDS = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "length": "$context.responseLength",
    "error": "$context.error.message",
    "integration": "$context.integrationErrorMessage",
    "authorizer": "$context.authorizer.error",
}
"""Fields of the access log: neither IP addresses nor query strings, which may hold a search."""


class Api(Construct):
    """An HTTP API: the page at `/`, JSON at `/api/*` for signed-in people, webhooks at `/webhooks/*`.

    It is created without routes, because the sign-in needs its address, and the routes need the sign-in.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        # Beside a domain of the team's, the API's own address would be a second one without whatever stands before the first.
        self.api = http.HttpApi(
            self, "Http", create_default_stage=False, disable_execute_api_endpoint=bool(config.domain_name) or None
        )
        domain = _domain(self, config) if config.domain_name else None
        log = logs.LogGroup(self, "Log", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        stage = http.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            auto_deploy=True,
            throttle=http.ThrottleSettings(rate_limit=500, burst_limit=1000),
            domain_mapping=http.DomainMappingOptions(domain_name=domain) if domain else None,
        )
        self._stage = cast(http.CfnStage, stage.node.default_child)
        self._stage.access_log_settings = http.CfnStage.AccessLogSettingsProperty(
            destination_arn=log.log_group_arn, format=json.dumps(ACCESS_LOG_FIELDS)
        )
        self._stage.route_settings = {
            route: {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}
            for route, (rate, burst) in RATE_LIMITS.items()
        }
        endpoint = f"https://{config.domain_name}" if config.domain_name else self.api.api_endpoint
        self.desk_url = config.desk_url or endpoint
        self.outputs = {"DeskUrl": self.desk_url, "ApiUrl": endpoint}
        """Stack outputs of this construct."""
        self.outputs |= {
            f"WebhookUrl{network.title()}{app.title()}": f"{self.desk_url}/webhooks/{network}/{app}"
            for network, app in config.every_app
        }
        if domain:
            self.outputs["DomainTarget"] = domain.regional_domain_name

    def receive(self, function: Function) -> None:
        """Route every network's webhooks to `function`, which accepts signed requests only."""
        self._route("/webhooks/{plug}/{app}", function, GET, POST)
        self._route("/webhooks/{plug}/{app}/deletion", function, POST)

    def serve(self, function: Function, *, login: Login) -> None:
        """Route the page to `function` without authentication, and `/api/*` only with a token issued by `login`.

        An HTTP API checks tokens but no groups, so the function checks those itself.
        """
        function.setting("DESK_URL", self.desk_url)
        signed_in = authorizers.HttpUserPoolAuthorizer("Login", login.pool, user_pool_clients=[login.client])
        for path in ("/", "/{proxy+}"):
            self._route(path, function, GET, HEAD)
        self._route("/csp", function, POST)
        self._route("/session", function, POST, DELETE)
        self._route("/session/renew", function, POST)
        self._route("/api/{proxy+}", function, ANY, authorizer=signed_in)

    def _route(
        self,
        path: str,
        function: Function,
        *methods: http.HttpMethod,
        authorizer: http.IHttpRouteAuthorizer | None = None,
    ) -> None:
        routes = self.api.add_routes(
            path=path,
            methods=list(methods),
            integration=integrations.HttpLambdaIntegration(function.module, function.target),
            authorizer=authorizer,
        )
        function.invoked_synchronously()
        for route in routes:
            if authorizer is None:
                acknowledge(route, AcknowledgedFinding.OPEN_TO_THE_WORLD, "AwsSolutions-APIG4")
            # The stage cannot limit a route that does not exist yet.
            self._stage.add_resource_dependency(cast(http.CfnRoute, route.node.default_child))


def _domain(scope: Construct, config: Config) -> http.DomainName:
    certificate = acm.Certificate.from_certificate_arn(scope, "Certificate", config.certificate_arn)
    return http.DomainName(scope, "Domain", domain_name=config.domain_name, certificate=certificate)
