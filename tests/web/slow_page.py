"""When the page of a test has come to rest, and a page that takes its time: `SLOW_PAGE=200 pytest tests/web`.

A click returns before what it brings about has reached the desk. A page is at rest once each of its requests has been
answered and nothing is left to draw, so whoever reads what the desk was asked waits for that first.

A slow page sends each request so many milliseconds later, gets the answer so many later, and lets effects run after a
third of that, as on a machine that does much else: a test that does not wait for what it looks at fails each time there,
not once a month.
"""

import os
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

SLOW_MS = int(os.environ.get("SLOW_PAGE", "0"))

PATIENCE_MS = 3_000
"""A request that a test holds back never ends."""

HAPPENS_S = 20

WATCHED = """((slow, patience) => {
  const wait = setTimeout.bind(window);
  const ask = fetch.bind(window);
  const frame = requestAnimationFrame.bind(window);
  const now = performance.now.bind(performance);
  const after = ms => new Promise(resolve => wait(resolve, ms));
  const delayed = async request => {
    if (slow) await after(slow);
    const answer = await ask(...request);
    if (slow) await after(slow);
    return answer;
  };
  let under_way = 0;
  window.fetch = async (...request) => {
    under_way += 1;
    try {
      return await delayed(request);
    } finally {
      wait(() => { under_way -= 1; }, 0);
    }
  };
  if (slow) window.requestAnimationFrame = draw => frame(() => wait(() => draw(now()), slow / 3));
  const framed = () => new Promise(resolve => { frame(() => wait(resolve, 0)); wait(resolve, 500); });
  const drawn = () => after(slow / 3).then(framed);
  window.atRest = async () => {
    const ends = now() + patience;
    for (let quiet = 0; quiet < 3 && now() < ends; quiet += 1) {
      await drawn();
      if (under_way) quiet = -1;
    }
  };
})"""


def watch(context: BrowserContext) -> None:
    """Let the pages of this context say when they are at rest, and take their time where this run wants it."""
    context.add_init_script(f"{WATCHED}({SLOW_MS}, {PATIENCE_MS + 20 * SLOW_MS})")


def until(page: Page, happened: Callable[[], object]) -> None:
    """Wait until the page has done what the test alone sees, such as to ask for something that it holds back."""
    ends = time.monotonic() + HAPPENS_S
    while not happened():
        assert time.monotonic() < ends, "it never happened"
        page.wait_for_timeout(20)


def rest(page: Page) -> None:
    """Wait until the page has been answered whatever it has asked, and shows it."""
    page.evaluate("window.atRest?.()")
