"""One browser for all tests of the page: the system's own."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.client import DeskClient
from tests.web.browser import DESKTOP, Size, launch_arguments
from tests.web.kept_profile import Profile
from tests.web.stub_desk import CLOCK, URL, StubDesk
from tests.web.walk import Visit

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """pytest-playwright starts the browser with these."""
    return launch_arguments()


@pytest.fixture
def size() -> Size:
    return DESKTOP


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[dict[Size, Profile]]:
    """What of each size is kept between tests."""
    kept: dict[Size, Profile] = {}
    yield kept
    for profile in kept.values():
        profile.context.close()


@pytest.fixture
def context(browser: Browser, size: Size, profiles: dict[Size, Profile]) -> Iterator[BrowserContext]:
    """A browser profile of that size which is as good as new."""
    profile = profiles.pop(size, None) or Profile(browser, size, URL)
    context = profile.lend()
    context.set_default_timeout(20_000)
    yield context
    profile.take_back()
    if not profile.is_used_up:
        profiles[size] = profile


@pytest.fixture
def stub(context: BrowserContext) -> Iterator[StubDesk]:
    """A desk that is the test's own; the page must not have thrown, nor asked for anything that the policy stops."""
    stub = StubDesk(context)
    yield stub
    CLOCK.ahead = timedelta(0)
    assert stub.complaints == []


@pytest.fixture
def visit(browser: Browser, client: DeskClient, size: Size, language: str) -> Iterator[Visit]:
    """The deployed desk and the people who come to it; a test names its size and its language."""
    visit = Visit(browser, client, size, language)
    yield visit
    visit.end()
