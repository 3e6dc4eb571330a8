"""A busy quarter of an hour, made up from a seed: customers and colleagues write, and the desk answers."""

import random
from functools import partial

from shared.domain.posts.author import Author
from tests.builders import BRAND, at, snowflake
from tests.faults.scenarios_replies import answer
from tests.faults.world import World
from tests.faults.x_side import XPost, activity, mention, message, own

CUSTOMERS = tuple(Author(str(900 + n), f"customer{n}", f"Customer {n}") for n in range(4))
MINUTES = 12


def busy(world: World, chance: random.Random) -> None:
    """Schedule the whole traffic; a person's action at the desk depends on what they find there."""
    written: list[XPost] = []
    for seq in range(chance.randint(8, 14)):
        when, who = at(chance.uniform(0, MINUTES)), chance.choice(CUSTOMERS)
        kind = chance.choice(("mention", "mention", "message", "native", "edit", "deletion", "answer", "answer"))
        theirs = [post for post in written if post.author == who and post.recipient is None and post.posted_at < when]
        if kind == "message":
            written.append(message(when, f"in private {seq}", seq=seq, author=who))
        elif kind == "native" and theirs:
            written.append(own(when, f"natively {seq}", answers=theirs[-1].id, seq=seq))
        elif kind == "edit" and theirs and theirs[-1].first is None:
            first = theirs[-1].id
            written.append(XPost(snowflake(when, seq), who, f"@{BRAND.username} better {seq}", first=first))
        elif kind == "deletion" and any(post.author == BRAND for post in written):
            gone = next(post for post in written if post.author == BRAND)
            world.later(when, partial(world.x_tells, activity("post.delete", {"id": gone.id})))
        elif kind == "answer":
            world.later(when, partial(_answer, world, who, f"from the desk {seq}"))
        else:
            written.append(mention(when, f"in public {seq}", seq=seq, author=who))
    for post in written:
        world.x_has(post, tells_after=chance.choice((0.2, 1, 2, 20)))
    for begins in (chance.uniform(0, MINUTES) for _ in range(chance.randint(0, 1))):
        world.later(at(begins), partial(setattr, world, "webhook_is_deaf", True))
        world.later(at(begins + 3), partial(setattr, world, "webhook_is_deaf", False))


def _answer(world: World, who: Author, text: str) -> None:
    if world.desk.tickets.of_customer("acme", who.id)[1]:
        answer(world, text, customer=int(who.id) - 900, reply=f"reply-{text[-2:].strip():0>4}")
