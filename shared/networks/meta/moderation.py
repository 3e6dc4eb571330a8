"""Moderation of comments on Facebook and Instagram: https://developers.facebook.com/docs/graph-api/reference/comment/ and
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment.

Each call says what is to be, so one that is made twice changes nothing more.
"""

from collections.abc import Callable, Mapping

from shared.domain.errors import NotPermittedError, OutcomeUnknownError, RefusedError, UnreachableError
from shared.domain.posts.moderation import Moderation
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import Call, MetaClient
from shared.networks.meta.api.limits import MODERATE
from shared.networks.meta.api.refusals import GoneOrNoRightError
from shared.networks.meta.ids import INSTAGRAM, is_node
from shared.networks.meta.outgoing import NO_SUCH_ID

NOT_THERE = "Instagram lets no app do this to a comment."


class MetaModerator:
    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def apply(self, account: Account, post_id: str, action: Moderation) -> None:
        """Do it. What is deleted already counts as deleted. Raises PostGoneError for any other action on a post that is gone, and
        UnreachableError if it is not known whether Meta did it: the same again is safe."""
        if not is_node(post_id):
            raise RefusedError(NO_SUCH_ID)
        calls = _INSTAGRAM if account.network == INSTAGRAM else _FACEBOOK
        if action not in calls:
            raise RefusedError(NOT_THERE)
        call = calls[action](post_id)
        self._client.count(account, call)
        try:
            self._client.ask(account, call)
        except GoneOrNoRightError as error:
            if action is not Moderation.DELETE:
                raise
            self._ensure_gone(account, post_id, error)
        except OutcomeUnknownError as error:
            raise UnreachableError(str(error)) from error

    def _ensure_gone(self, account: Account, post_id: str, error: GoneOrNoRightError) -> None:
        """Raise NotPermittedError for a comment that is shown all the same: Meta calls one gone that may not be deleted, too."""
        try:
            self._client.get(account, f"/{post_id}", [("fields", "id")], spared=False)
        except GoneOrNoRightError:
            return
        except OutcomeUnknownError as unknown:
            raise UnreachableError(str(unknown)) from unknown
        raise NotPermittedError(str(error)) from error


def _set(name: str, value: str) -> Callable[[str], Call]:
    return lambda post_id: Call("POST", f"/{post_id}", form={name: value}, allowances=(MODERATE,))


def _delete(post_id: str) -> Call:
    return Call("DELETE", f"/{post_id}", allowances=(MODERATE,))


def _like(post_id: str) -> Call:
    return Call("POST", f"/{post_id}/likes", allowances=(MODERATE,))


def _unlike(post_id: str) -> Call:
    return Call("DELETE", f"/{post_id}/likes", allowances=(MODERATE,))


_FACEBOOK: Mapping[Moderation, Callable[[str], Call]] = {
    Moderation.HIDE: _set("is_hidden", "true"),
    Moderation.UNHIDE: _set("is_hidden", "false"),
    Moderation.LIKE: _like,
    Moderation.UNLIKE: _unlike,
    Moderation.DELETE: _delete,
}
_INSTAGRAM: Mapping[Moderation, Callable[[str], Call]] = {
    Moderation.HIDE: _set("hide", "true"),
    Moderation.UNHIDE: _set("hide", "false"),
    Moderation.DELETE: _delete,
}
