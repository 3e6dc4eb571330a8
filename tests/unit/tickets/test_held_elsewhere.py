"""A private conversation that another app has, or the network's own inbox: agents see it before they answer in vain."""

from typing import Any

import pytest

from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.post import Post
from shared.domain.tickets.lists.flags import flags_of
from tests.builders import answered, asked, ticket

DIRECT: dict[str, Any] = {"channel": Channel.DIRECT, "kind": PostKind.DIRECT}
HELD: dict[str, Any] = {**DIRECT, "held_elsewhere": True}


@pytest.mark.parametrize(
    ("posts", "held"),
    [
        ([asked(0, **HELD)], True),
        ([asked(0, **HELD), asked(1, **DIRECT)], False),
        ([asked(0, **DIRECT), asked(1, **HELD)], True),
        ([asked(0, **HELD), answered(1, **HELD)], True),
        ([asked(0, **HELD), answered(1, **DIRECT)], False),
        ([asked(0, **HELD), asked(1)], True),
        ([asked(0)], False),
    ],
)
def test_R6_the_newest_message_says_who_has_the_conversation(posts: list[Post], held: bool) -> None:
    found = ticket(*posts)
    assert found.held_elsewhere is held
    assert ("held_elsewhere" in flags_of(found)) is held
