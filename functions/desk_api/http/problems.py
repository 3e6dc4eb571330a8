"""Errors as RFC 9457 problem documents: the status of each kind of error stands here and nowhere else."""

import json
import re
from typing import Any

from aws_lambda_powertools.event_handler import Response

from shared.domain.errors import (
    AnswerUnderWayError,
    BrokenEventError,
    ClaimHeldError,
    ConflictError,
    DeskError,
    ForbiddenError,
    IdReusedError,
    InvalidError,
    NeedsConfirmationError,
    NotFoundError,
    SettingsMovedError,
    SignedInAlreadyError,
    SignedOutError,
    SocialNetworkError,
    StaleDraftError,
    TooSoonError,
    UnavailableError,
)

STATUS: tuple[tuple[type[DeskError], int, str], ...] = (
    (InvalidError, 400, "That cannot be accepted"),
    (BrokenEventError, 400, "That cannot be read"),
    (SignedOutError, 401, "You are not signed in"),
    (ForbiddenError, 403, "That is not yours to do"),
    (NotFoundError, 404, "There is no such thing"),
    (ClaimHeldError, 409, "Somebody else is answering"),
    (StaleDraftError, 409, "The conversation moved on"),
    (AnswerUnderWayError, 409, "An answer is on its way"),
    (IdReusedError, 409, "That was sent before, with other content"),
    (SettingsMovedError, 409, "The settings changed meanwhile"),
    (SignedInAlreadyError, 409, "They have signed in already"),
    (ConflictError, 409, "The ticket changed meanwhile"),
    (NeedsConfirmationError, 422, "Something has to be confirmed first"),
    (TooSoonError, 429, "That was just now"),
    (UnavailableError, 503, "The desk cannot do this just now"),
    (SocialNetworkError, 502, "The network did not do it"),
)


def problem(status: int, title: str, detail: str, **more: Any) -> Response[str]:
    """Return a problem document; `more` are extension members, such as the holder of a claim."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(
        status_code=status,
        content_type="application/problem+json",
        body=json.dumps(body, ensure_ascii=False),
    )


def of_error(error: DeskError, **more: Any) -> Response[str]:
    """Return the problem document of a desk error. Its `code` is the error's name, for clients with their own messages."""
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__.removesuffix("Error")).lower()
    for kind, status, title in STATUS:
        if isinstance(error, kind):
            if isinstance(error, InvalidError):
                return problem(status, title, error.sentence, code=code, path=error.path, **more)
            return problem(status, title, str(error), code=code, **more)
    return problem(500, "Something went wrong", "The desk could not do this; nothing was changed.", **more)
