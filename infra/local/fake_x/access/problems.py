"""X's refusals, as the problem documents of its responses."""

from typing import Final

from infra.local.fake_x.data.records import Json

_PROBLEMS: Final = "https://api.x.com/2/problems/"


class XProblemError(Exception):
    """A request that X refuses; carries the whole response."""

    def __init__(self, status: int, document: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(document.get("detail", document.get("title")))
        self.status = status
        self.document = document
        self.headers = headers or {}


def plain(status: int, title: str, detail: str | None = None) -> XProblemError:
    """Return the form of most refusals: `about:blank`, with the reason in `detail` only."""
    return XProblemError(status, {"title": title, "type": "about:blank", "status": status, "detail": detail or title})


def unauthorized() -> XProblemError:
    return plain(401, "Unauthorized")


def forbidden(detail: str) -> XProblemError:
    return plain(403, "Forbidden", detail)


def not_summoned() -> XProblemError:
    return forbidden(
        "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the "
        "author of the post you are replying to."
    )


def duplicate() -> XProblemError:
    return forbidden("You are not allowed to create a Tweet with duplicate content.")


def too_many() -> XProblemError:
    return plain(429, "Too Many Requests")


def no_such_page() -> XProblemError:
    return plain(404, "Not Found")


def needs_a_user() -> XProblemError:
    return XProblemError(
        403,
        {
            "title": "Unsupported Authentication",
            "type": f"{_PROBLEMS}unsupported-authentication",
            "status": 403,
            "detail": "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  "
            "Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
        },
    )


def needs_the_app() -> XProblemError:
    return XProblemError(
        403,
        {
            "title": "Unsupported Authentication",
            "type": f"{_PROBLEMS}unsupported-authentication",
            "status": 403,
            "detail": "Authenticating with OAuth 1.0a User Context is forbidden for this endpoint.  "
            "Supported authentication types are [OAuth 2.0 Application-Only].",
        },
    )


def invalid(parameter: str, value: object, message: str) -> XProblemError:
    return XProblemError(
        400,
        {
            "errors": [{"parameters": {parameter: [str(value)]}, "message": message}],
            "title": "Invalid Request",
            "status": 400,
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{_PROBLEMS}invalid-request",
        },
    )


def missing(resource: str, parameter: str, value: str) -> Json:
    """Return one entry of `errors` beside the found objects; X answers it with status 200."""
    return {
        "value": value,
        "detail": f"Could not find {resource} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": resource,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_PROBLEMS}resource-not-found",
    }


def withheld(resource: str, parameter: str, value: str) -> Json:
    """Return the entry, as `missing` does, for an object that a protected author withholds from this reader."""
    return {
        "value": value,
        "detail": f"Sorry, you are not authorized to see the {resource} with {parameter}: [{value}].",
        "title": "Authorization Error",
        "resource_type": resource,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_PROBLEMS}not-authorized-for-resource",
    }
