"""The page shows and answers a ticket of a network that neither it nor the desk was written for: the desk's own function answers
it, and everything it says of the network comes from there."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.faults.world import World
from tests.integration.test_toy_network import ALICE, BRAND, HALF_PAST, asked, toytown, world
from tests.toy_server import ToyServer
from tests.unit.api.test_api import call
from tests.web import stub_desk
from tests.web.stub_desk import Answer, Json, StubDesk, field

__all__ = ["toytown", "world"]


class RealDesk(StubDesk):
    """Lets the desk's function answer what concerns tickets; who is signed in is still the stub's word."""

    def _answer(self, path: str, query: dict[str, str], body: Json) -> Answer:
        if path in ("/api/me", "/api/health"):
            return super()._answer(path, query, body)
        method = next(each[0] for each in reversed(self._asked) if each[1] == unquote(path))
        return call(method, path, body or None, **query)


@pytest.fixture
def page_desk(context: BrowserContext, world: World, toytown: ToyServer) -> Iterator[RealDesk]:
    asked(toytown)
    world.run_until(HALF_PAST + timedelta(minutes=2))
    stub_desk.CLOCK.stopped_at = world.desk.clock.now()
    desk = RealDesk(context)
    del desk.routes["GET /api/networks"]
    yield desk
    stub_desk.CLOCK.stopped_at = None


def test_N1_N2_a_ticket_of_any_network_is_shown_measured_and_answered(
    context: BrowserContext, page_desk: RealDesk, world: World, toytown: ToyServer
) -> None:
    page = page_desk.open(context)
    page.get_by_text("Where is my teddy? 🧸").first.click()
    expect(page.get_by_text("Answer until").first).to_be_visible()
    field(page).fill("Your teddy left our workshop this morning, dear Alice. It comes tomorrow.")
    expect(page.locator(".composer-count")).to_have_text("77/40")
    expect(page.locator(".reply-part-count")).to_have_text(["37/40", "24/40", "26/40"])
    page.get_by_role("button", name="Reply as Acme Toys").click()
    expect(page.locator(".thread").get_by_text("Your teddy left our workshop")).to_be_visible()
    world.run_until(HALF_PAST + timedelta(minutes=15))
    sent = [each for each in toytown.notes.values() if each.author == BRAND]
    assert len(sent) == 3
    assert world.desk.tickets.of_customer("acme", ALICE)[1][0].status == "answered"
    assert page_desk.complaints == []
