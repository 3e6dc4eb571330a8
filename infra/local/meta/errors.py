"""The Graph API's errors: https://developers.facebook.com/docs/graph-api/guides/error-handling/"""

from dataclasses import dataclass
from typing import Final

from starlette.responses import JSONResponse, Response

from infra.local.documents import Json


@dataclass(frozen=True, slots=True)
class Known:
    """An error as the API documents it. `minutes` is how long a limit lasts."""

    code: int
    message: str
    subcode: int | None = None
    status: int = 400
    transient: bool = False
    minutes: int = 0


ERRORS: Final[dict[str, Known]] = {
    "password_changed": Known(190, "Error validating access token: The session has been invalidated.", 460, 401),
    "token_expired": Known(190, "Error validating access token: Session has expired.", 463, 401),
    "token_revoked": Known(
        190, "Error validating access token: The user has not authorized the application.", 458, 401
    ),
    "permission": Known(10, "(#10) This endpoint requires another permission, or an approved feature."),
    "permission_200": Known(200, "(#200) Permissions error", status=403),
    "consent": Known(230, "(#230) User consent is required to access user profile"),
    "window": Known(10, "(#10) This message is sent outside of allowed window.", 2018278),
    "window_instagram": Known(10, "(#10) This message is sent outside of allowed window.", 2534022),
    "thread_held": Known(10, "(#10) Message failed to send: another app is controlling this thread now.", 2018300),
    "unavailable": Known(551, "(#551) This person isn't available right now.", 1545041),
    "no_person": Known(100, "(#100) No matching user found", 2018001),
    "no_person_instagram": Known(100, "(#100) The requested user cannot be found.", 2534014),
    "no_profile": Known(9010, "(#9010) No matching Instagram user"),
    "gone": Known(
        100,
        "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or does not support this "
        "operation",
        33,
    ),
    "private_used": Known(10900, "(#10900) Activity already replied to"),
    "private_used_instagram": Known(100, "(#100) The comment is invalid for a private reply", 2534025),
    "private_impossible": Known(10903, "(#10903) This user can't reply to this activity"),
    "app_limit": Known(4, "(#4) Application request limit reached"),
    "user_limit": Known(17, "(#17) User request limit reached"),
    "page_limit": Known(32, "(#32) Page request limit reached"),
    "send_limit": Known(613, "(#613) Calls to this api have exceeded the rate limit."),
    "pages_limit": Known(80001, "(#80001) There have been too many calls to this Page account.", minutes=5),
    "instagram_limit": Known(80002, "(#80002) There have been too many calls to this Instagram account.", minutes=5),
    "messenger_limit": Known(80006, "(#80006) There have been too many messages sent from this Page.", minutes=5),
    "spam": Known(368, "The action attempted has been deemed abusive or is otherwise disallowed"),
    "repeated": Known(506, "(#506) Duplicate status message"),
    "unknown": Known(1, "An unknown error occurred", status=500, transient=True),
    "temporary": Known(
        2, "An unexpected error has occurred. Please retry your request later.", status=500, transient=True
    ),
    "temporary_send": Known(
        1200, "Temporary send message failure. Please try again later.", status=500, transient=True
    ),
    "bad_tag": Known(100, "(#100) Invalid message tag"),
    "bad_parameter": Known(100, "(#100) Invalid parameter"),
    "too_long": Known(100, "(#100) Length of param message[text] must be less than or equal to the limit"),
    "no_proof": Known(100, "API calls from the server require an appsecret_proof argument"),
    "bad_proof": Known(100, "Invalid appsecret_proof provided in the API argument"),
    "no_token": Known(104, "An access token is required to request this resource.", status=401),
    "bad_version": Known(2635, "(#2635) You are calling a deprecated version of the API."),
    "bad_path": Known(2500, "Unknown path components"),
    "unlisted": Known(1357045, "(#1357045) Something that stands in no list of errors"),
}
LIMITED: Final = {"pages_limit": "pages", "instagram_limit": "instagram", "messenger_limit": "messenger"}
"""The business use case that each limit closes until its minutes are over."""


class GraphError(Exception):
    """An answer that is no success."""

    def __init__(self, name: str, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.message = message
        self.headers = headers or {}

    @property
    def known(self) -> Known:
        return ERRORS[self.name]

    @property
    def document(self) -> Json:
        known = self.known
        told: Json = {
            "message": self.message or known.message,
            "type": "OAuthException",
            "code": known.code,
            "fbtrace_id": "AStandIn000",
        }
        if known.subcode:
            told["error_subcode"] = known.subcode
        if known.transient:
            told["is_transient"] = True
        return {"error": told}

    def response(self) -> Response:
        return JSONResponse(self.document, status_code=self.known.status, headers=self.headers)
