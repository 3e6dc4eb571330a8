"""Accounts' profile pictures. They are public on the network, and served without sign-in, since an image request carries
no token."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from shared import wiring
from shared.domain.settings.desk import Account
from shared.usecases.settings.current import desk_settings

router = Router()

FOR_GOOD = "public, max-age=31536000, immutable"


def address_of(account: Account) -> str | None:
    """Return the content-addressed path of the account's picture, or None."""
    return f"/pictures/{account.id}/{account.picture.digest}" if account.picture is not None else None


@router.get("/pictures/<account_id>/<digest>")
def picture(account_id: str, digest: str) -> Response[bytes | str]:
    """Return the account's current picture; a request for an older one is answered uncached."""
    found = next((each for each in desk_settings(wiring.desk()).accounts if each.id == account_id), None)
    if found is None or found.picture is None:
        return Response(status_code=404, content_type="text/plain; charset=utf-8", body="There is no such picture.\n")
    headers: dict[str, str | list[str]] = {
        "cache-control": FOR_GOOD if digest == found.picture.digest else "no-store",
    }
    return Response(status_code=200, content_type=found.picture.type, body=found.picture.data, headers=headers)
