"""Stretches in which accounts are deaf, in DynamoDB (I8)."""

from collections.abc import Sequence
from dataclasses import replace

from pynamodb.exceptions import DeleteError, PutError

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, open_table
from shared.adapters.dynamodb.models import EpisodeItem
from shared.domain.accounts.incident import Episode
from shared.domain.errors import VersionConflictError

REFUSED = "ConditionalCheckFailedException"


class DynamoEpisodes:
    """`ports.Episodes` on one table. One partition holds all: there are as many as accounts in trouble."""

    def __init__(self, table: str, *, region: str | None = None, host: str | None = None) -> None:
        open_table(table, region=region, host=host)

    def all(self) -> Sequence[Episode]:
        return [
            Episode(
                account=item.account,
                fault=item.fault,
                since=item.since,
                sentence=item.sentence,
                told_at=item.told_at,
                gone_since=item.gone_since,
                taken_until=item.taken_until,
                telling=item.telling,
                telling_since=item.telling_since,
                version=int(item.version),
            )
            for item in EpisodeItem.query(keys.EPISODES, consistent_read=True)
        ]

    def save(self, episode: Episode) -> Episode:
        item = EpisodeItem(
            keys.EPISODES,
            _key(episode),
            account=episode.account,
            fault=episode.fault,
            since=episode.since,
            sentence=episode.sentence,
            told_at=episode.told_at,
            gone_since=episode.gone_since,
            taken_until=episode.taken_until,
            telling=episode.telling,
            telling_since=episode.telling_since,
            version=episode.version + 1,
        )
        unchanged = EpisodeItem.version == episode.version if episode.version else Item.pk.does_not_exist()
        try:
            item.save(condition=unchanged)
        except PutError as error:
            if error.cause_response_code != REFUSED:
                raise
            raise VersionConflictError("Somebody else saved first.") from error
        return replace(episode, version=episode.version + 1)

    def remove(self, episode: Episode) -> None:
        try:
            EpisodeItem(keys.EPISODES, _key(episode)).delete(condition=EpisodeItem.version == episode.version)
        except DeleteError as error:
            if error.cause_response_code != REFUSED:
                raise
            raise VersionConflictError("Somebody else saved first.") from error


def _key(episode: Episode) -> str:
    return f"{episode.fault}#{episode.account}"
