"""Files that customers send on LINE, which keeps them for a while only (ports.MediaSource).

https://developers.line.biz/en/reference/messaging-api/#get-content
"""

from urllib.parse import quote

from shared.domain.errors import NotFoundError, NotPermittedError, RefusedError, TooLargeError, UnreachableError
from shared.domain.settings.desk import Account
from shared.networks.http import AnswerTooLongError
from shared.networks.line.api.client import LineCall, LineClient
from shared.networks.line.api.limits import CONTENT
from shared.ports.network_reading import FetchedMedia

STILL_PREPARED = 202


class LineMedia:
    def __init__(self, client: LineClient) -> None:
        self._client = client

    def fetch(self, account: Account, media_id: str, *, preview: bool, limit: int) -> FetchedMedia:
        """Fetch from LINE's host for files. LINE refuses with 400 what has no preview, or no content."""
        path = f"/v2/bot/message/{quote(media_id, safe='')}/content{'/preview' if preview else ''}"
        try:
            answer = self._client.ask(account, LineCall("GET", path, CONTENT, data=True), longest=limit)
        except AnswerTooLongError as error:
            raise TooLargeError(f"The file has more than {limit} bytes.") from error
        except NotPermittedError:
            raise
        except RefusedError as error:
            raise NotFoundError(str(error)) from error
        if answer.status == STILL_PREPARED or not answer.content:
            raise UnreachableError("LINE still prepares the file.")
        return FetchedMedia(answer.content, answer.headers.get("content-type", ""))
