"""The places at which sweeps resume, in DynamoDB (ports.Checkpoints): one item a list."""

from collections.abc import Mapping
from dataclasses import replace

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.work import CheckpointItem
from shared.domain.operations.checkpoint import Checkpoint


class DynamoCheckpoints(OnTable):
    """Each is written under its version: a run that another has overtaken finds its write refused."""

    def of(self, sweep: str) -> Mapping[str, Checkpoint]:
        found = Item.query(desk_keys.checkpoints(sweep), consistent_read=True)
        return {item.sk: _checkpoint(item) for item in found if isinstance(item, CheckpointItem)}

    def keep(self, sweep: str, part: str, checkpoint: Checkpoint) -> Checkpoint | None:
        kept = replace(checkpoint, version=checkpoint.version + 1)
        item = CheckpointItem(desk_keys.checkpoints(sweep), part, version=kept.version)
        item.after, item.since, item.failures = kept.after, kept.since, kept.failures or None
        item.lap, item.finished = kept.lap or None, kept.finished or None
        item.unclean = kept.unclean or None
        unchanged = CheckpointItem.version == checkpoint.version if checkpoint.version else Item.pk.does_not_exist()
        return kept if applied(item.save, condition=unchanged) else None


def _checkpoint(item: CheckpointItem) -> Checkpoint:
    return Checkpoint(
        after=item.after,
        since=item.since,
        lap=item.lap or "",
        finished=item.finished or "",
        failures=int(item.failures or 0),
        unclean=bool(item.unclean),
        version=int(item.version),
    )
