"""Instagram's harness: people who comment on the account's media, and who write to it. Comments cannot be edited there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from infra.local.meta import seed
from shared.domain.posts.kinds import Channel
from tests.plugs.harness import Harness
from tests.plugs.meta import MetaHarness, harness_on_meta


class InstagramHarness(MetaHarness):
    comments = "instagram"
    messages = "instagram"
    channels = (Channel.PUBLIC, Channel.DIRECT)
    edits = (Channel.DIRECT,)
    deletes = (Channel.PUBLIC, Channel.DIRECT)
    windowed = (Channel.DIRECT,)


def harness(folder: Path, now: Callable[[], datetime]) -> AbstractContextManager[Harness]:
    return harness_on_meta(InstagramHarness, seed.ACME_IG, folder, now)
