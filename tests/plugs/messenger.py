"""Messenger's harness: people who write to the Page. It tells nobody of messages that were taken back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from infra.local.meta import seed
from shared.domain.posts.kinds import Channel
from tests.plugs.harness import Harness
from tests.plugs.meta import MetaHarness, harness_on_meta


class MessengerHarness(MetaHarness):
    messages = "messenger"
    channels = (Channel.DIRECT,)
    edits = (Channel.DIRECT,)
    deletes = ()
    windowed = (Channel.DIRECT,)


def harness(folder: Path, now: Callable[[], datetime]) -> AbstractContextManager[Harness]:
    return harness_on_meta(MessengerHarness, seed.ACME_MS, folder, now)
