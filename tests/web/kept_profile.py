"""A browser profile that the tests of one process use one after the other, and that each finds as good as new.

A profile of its own costs a test a process of the browser, a quarter of the CPU that loading its page takes. The kept one has a
blank page of the desk in the background, for whose sake the browser goes on using one process.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.browser import Size

TURNS = 50
"""A process that has shown so many pages has grown enough."""

WITHOUT_RETURN = (
    *("on", "once", "expose_binding", "expose_function"),
    *("grant_permissions", "set_extra_http_headers", "set_geolocation", "set_offline", "set_storage_state"),
)
CLOCK = ("fast_forward", "install", "pause_at", "resume", "run_for", "set_fixed_time", "set_system_time")
"""What a test can do to a profile, or to its clock, that nothing takes back: it is not used again then."""


class Profile:
    """A profile of that size, for one test after the other."""

    def __init__(self, browser: Browser, size: Size, origin: str) -> None:
        self.context = browser.new_context(**size.context())
        self._turns = 0
        self._used_up = False
        self._scripts: list[Any] = []
        self._blank = _blank_page(self.context, origin)
        self._watch(self.context, WITHOUT_RETURN, self._use_up)
        self._watch(self.context.clock, CLOCK, self._use_up)
        self._watch(self.context, ("add_init_script",), self._scripts.append)

    @property
    def is_used_up(self) -> bool:
        return self._used_up or self._turns >= TURNS

    def lend(self) -> BrowserContext:
        """What the pages of the last test kept is cleared only now, when nothing of them runs any more."""
        self._blank.evaluate("localStorage.clear()")
        return self.context

    def take_back(self) -> None:
        """Leave nothing of what the test has opened, or has told the profile."""
        self._turns += 1
        if self.is_used_up:
            self.context.close()
            return
        self.context.unroute_all(behavior="ignoreErrors")
        for page in self.context.pages:
            if page is not self._blank:
                page.close()
        while self._scripts:
            self._scripts.pop().close()
        self.context.clear_cookies()

    def _use_up(self, _: object) -> None:
        self._used_up = True

    def _watch(self, owner: Any, names: tuple[str, ...], note: Callable[[Any], object]) -> None:
        for name in names:
            setattr(owner, name, _noted(getattr(owner, name), note))


def _noted(method: Callable[..., Any], note: Callable[[Any], object]) -> Callable[..., Any]:
    def called(*args: Any, **named: Any) -> Any:
        result = method(*args, **named)
        note(result)
        return result

    return called


def _blank_page(context: BrowserContext, origin: str) -> Page:
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(origin)
    return page
