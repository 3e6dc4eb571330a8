"""Scenarios of pictures that their network keeps for a while only: fetched, kept, and forgotten with their posts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import UnreachableError
from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.domain.posts.media import Media
from shared.domain.settings.desk import Account
from shared.ports.network_reading import FetchedMedia
from tests.builders import BRAND
from tests.fake_attachments import PNG, FakeMediaSource
from tests.faults.scenarios_inbound import a_customers_post_is_deleted, a_mention, asked
from tests.faults.scenarios_operations import a_customer_is_erased
from tests.faults.sweep import Scenario
from tests.faults.world import World

SECONDS = timedelta(seconds=1)


@dataclass(frozen=True)
class WithPictures:
    """A reader to whom every customer's post shows a picture."""

    reader: Any

    def read(self, body: bytes, received_at: datetime) -> Iterator[Event]:
        for event in self.reader.read(body, received_at):
            shows = isinstance(event, IncomingPost) and event.author != BRAND
            yield replace(event, media=(Media("photo", id=f"of {event.id}"),)) if shows else event

    def charged(self, body: bytes) -> Iterable[Any]:
        found: Iterable[Any] = self.reader.charged(body)
        return found


class EveryPicture(FakeMediaSource):
    """A network that has every picture."""

    def fetch(self, account: Account, media_id: str, *, preview: bool, limit: int) -> FetchedMedia:
        self.files[media_id] = PNG
        return super().fetch(account, media_id, preview=preview, limit=limit)


def pictures(world: World) -> None:
    world.desk.plug.reader = WithPictures(world.desk.plug.reader)
    world.desk.plug.media = EveryPicture()


def a_kept_picture(world: World) -> None:
    pictures(world)
    asked(world)


def pictures_that_take_a_while(world: World) -> None:
    pictures(world)
    world.desk.plug.media.answers = [UnreachableError("The network still prepares it.")]


ATTACHMENTS = (
    Scenario("a picture comes", a_mention, pictures),
    Scenario("a picture is not ready at first", a_mention, pictures_that_take_a_while, watched=100 * SECONDS),
    Scenario("a picture's post is found deleted", a_customers_post_is_deleted, a_kept_picture),
    Scenario("a picture's customer is erased", a_customer_is_erased, a_kept_picture),
)
