"""The places at which sweeps resume, in DynamoDB (ports.Checkpoints): one item a list."""

from collections.abc import Mapping
from dataclasses import replace

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.work import CheckpointItem
from shared.domain.operations.checkpoint import Checkpoint

Places = dict[str, dict[str, Checkpoint]]
"""By sweep and list."""


class DynamoCheckpoints(OnTable):
    """Each is written under its version: a run that another has overtaken finds its write refused. All stand in one partition, so that
    a run of many sweeps reads their places at once."""

    def __init__(self, table: str, *, region: str | None = None, host: str | None = None) -> None:
        super().__init__(table, region=region, host=host)
        self._is_run = False
        self._held: Places | None = None

    def begin_run(self) -> None:
        self._is_run, self._held = True, None

    def of(self, sweep: str) -> Mapping[str, Checkpoint]:
        if not self._is_run:
            return _read(desk_keys.places(sweep)).get(sweep, {})
        if self._held is None:
            self._held = _read()
        return dict(self._held.get(sweep, {}))

    def keep(self, sweep: str, part: str, checkpoint: Checkpoint) -> Checkpoint | None:
        """Store it. What the run holds is forgotten unless it was stored: another run is at work, or nobody knows what stands there."""
        held, self._held = self._held, None
        kept = replace(checkpoint, version=checkpoint.version + 1)
        item = CheckpointItem(desk_keys.CHECKPOINTS, desk_keys.place(sweep, part), version=kept.version)
        item.after, item.since, item.failures = kept.after, kept.since, kept.failures or None
        item.lap, item.finished = kept.lap or None, kept.finished or None
        item.unclean = kept.unclean or None
        unchanged = CheckpointItem.version == checkpoint.version if checkpoint.version else Item.pk.does_not_exist()
        if not applied(item.save, condition=unchanged):
            return None
        if held is not None:
            held.setdefault(sweep, {})[part] = kept
            self._held = held
        return kept


def _read(beginning: str | None = None) -> Places:
    within = CheckpointItem.sk.startswith(beginning) if beginning is not None else None
    places: Places = {}
    for item in CheckpointItem.query(desk_keys.CHECKPOINTS, within, consistent_read=True):
        sweep, _, part = item.sk.partition("#")
        places.setdefault(sweep, {})[part] = _checkpoint(item)
    return places


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
