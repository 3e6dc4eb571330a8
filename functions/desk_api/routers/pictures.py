"""Accounts' pictures, as they stand on the network for everybody: without a login, since an image carries no token."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from shared import wiring
from shared.domain.settings.desk import Account
from shared.usecases.settings.current import desk_settings

router = Router()

FOR_GOOD = "public, max-age=31536000, immutable"


def address_of(account: Account) -> str | None:
    """Where the account's picture is, by its content; None where it has none."""
    return f"/pictures/{account.id}/{account.picture.digest}" if account.picture is not None else None


@router.get("/pictures/<account_id>/<digest>")
def picture(account_id: str, digest: str) -> Response[bytes | str]:
    """The picture that the account has now; a page that still names an older one is to keep it no longer."""
    found = next((each for each in desk_settings(wiring.desk()).accounts if each.id == account_id), None)
    if found is None or found.picture is None:
        return Response(status_code=404, content_type="text/plain; charset=utf-8", body="There is no such picture.\n")
    headers: dict[str, str | list[str]] = {
        "cache-control": FOR_GOOD if digest == found.picture.digest else "no-store",
    }
    return Response(status_code=200, content_type=found.picture.type, body=found.picture.data, headers=headers)
