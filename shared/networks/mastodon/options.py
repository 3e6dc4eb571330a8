"""What an account says in its settings of Mastodon's own: its server's limit, and who sees its public answers."""

from collections.abc import Mapping

from shared.domain.networks.account_form import FieldForm
from shared.domain.posts.visibility import Audience
from shared.networks.mastodon.reading.visibility import AUDIENCES
from shared.networks.mastodon.text.measure import MAX_CHARACTERS

ANSWERS_AS = "answers_as"

OPTIONS: Mapping[str, FieldForm] = {
    MAX_CHARACTERS: FieldForm(
        r"[1-9][0-9]{1,5}", "how many characters a post may have on the account's server, a number such as 500", "500"
    ),
    ANSWERS_AS: FieldForm(
        "unlisted|public|private", "who sees a public answer: unlisted, public or private", "unlisted"
    ),
}


def answers_as(options: Mapping[str, str]) -> Audience:
    """Return who sees the account's public answers at most. Unlisted is Mastodon's manner: people see an answer in its thread,
    and it does not fill the server's public timelines."""
    return AUDIENCES.get(options.get(ANSWERS_AS, ""), Audience.UNLISTED)
