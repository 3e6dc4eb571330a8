"""Facebook's harness: people who comment on the Page's posts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from infra.local.meta import seed
from shared.domain.posts.kinds import Channel
from tests.plugs.harness import Harness
from tests.plugs.meta import MetaHarness, harness_on_meta


class FacebookHarness(MetaHarness):
    comments = "facebook"
    channels = (Channel.PUBLIC,)
    edits = (Channel.PUBLIC,)
    deletes = (Channel.PUBLIC,)
    windowed = ()


def harness(folder: Path, now: Callable[[], datetime]) -> AbstractContextManager[Harness]:
    return harness_on_meta(FacebookHarness, seed.ACME_FB, folder, now)
