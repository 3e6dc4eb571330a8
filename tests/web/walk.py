"""Somebody's way through the deployed desk in a real browser, at both sizes and in both languages."""

import json
import os
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.client import PATIENCE_S, DeskClient
from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.shell.test_page_files import catalogue

ARRIVES_MS = PATIENCE_S * 1_000
"""From the stand-in for X through webhook, queue and table onto the screen, with room for a cold start."""

PLURAL = re.compile(r"\b(one|other): '([^']*)'")

LOCALES = {
    "en": {"locale": "en-GB", "timezone_id": "Europe/London"},
    "ja": {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"},
}


class Words:
    """The page's own catalogue of a language: what somebody reads who uses it in that language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        text = self._text(key, values.get("n"))
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def like(self, key: str, **values: object) -> re.Pattern[str]:
        """That text, whatever stands in the places that no value is given for."""
        return re.compile(re.sub(r"\\\{\w+\\\}", ".+?", re.escape(self(key, **values))))

    def _text(self, key: str, n: object) -> str:
        text = self._texts[key]
        forms = dict(PLURAL.findall(text)) if n is not None else {}
        one = forms.get("one") if n == 1 else None
        return one or forms.get("other") or text.strip("'")


@dataclass
class Reader:
    """Somebody at the page; what it threw, and what its policy stopped, ends in `complaints`."""

    page: Page
    size: Size
    words: Words
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if "Policy" in said.text else None)

    def press(self, target: Locator) -> None:
        """A finger on a phone, a mouse on a desk."""
        if self.size.touch:
            target.tap()
        else:
            target.click()

    def button(self, key: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self.words(key, **values), exact=True)

    def push(self, key: str, **values: object) -> None:
        self.press(self.button(key, **values))

    def tab(self, key: str) -> Locator:
        tabs = self.page.get_by_role("navigation", name=self.words("nav.label"), exact=True)
        return tabs.get_by_role("link", name=self.words(key), exact=True)

    def filter(self, key: str) -> None:
        """Narrows the queue to those, whatever count stands behind the word."""
        filters = self.page.get_by_role("navigation", name=self.words("view_tab.label"), exact=True)
        self.press(filters.get_by_role("link", name=re.compile(rf"^{re.escape(self.words(key))}(\s*\d+\+?)?$")))

    def row(self, author: str) -> Locator:
        return self.page.get_by_role("listitem").get_by_role("link").filter(has_text=f"@{author}")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name=self.words("composer.label"), exact=True)

    @property
    def send(self) -> Locator:
        return self.page.locator(".composer .send")

    @property
    def conversation(self) -> Locator:
        return self.page.get_by_role("region", name=self.words("thread.label"), exact=True)

    def back(self) -> None:
        """To the list, which a desk has in sight anyway."""
        if self.size.touch:
            self.push("ticket.back")


class Visit:
    """The people of one test: each with a browser of their own."""

    def __init__(self, browser: Browser, client: DeskClient, size: Size, language: str) -> None:
        self.size, self.client, self.words = size, client, Words(language)
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._readers: list[Reader] = []

    def person(self, group: str) -> dict[str, str]:
        return next(user for user in self.client.outputs["users"] if user["group"] == group)

    def stranger(self) -> Reader:
        """Somebody who has yet to sign in, with the page open at nothing."""
        made = self._browser.new_context(**self.size.context() | LOCALES[self.words.language])
        made.set_default_timeout(ARRIVES_MS)
        self._contexts.append(made)
        reader = Reader(made.new_page(), self.size, self.words)
        self._readers.append(reader)
        return reader

    def signed_in(self, group: str, path: str) -> Reader:
        """Somebody whose tab has its session already, as after the sign-in that a journey of its own walks."""
        reader = self.stranger()
        tokens = json.dumps({"access": self.client.token(group), "until": 9e15})
        kept = {"sokuto.tokens": tokens}
        reader.page.add_init_script(
            f"localStorage.setItem('sokuto.language', '{self.words.language}');"
            f"Object.entries({json.dumps(kept)}).forEach(([name, value]) => sessionStorage.setItem(name, value))"
        )
        reader.page.goto(self.url(path))
        expect(reader.page.locator(".desk")).to_be_visible()
        return reader

    def sign_in(self, reader: Reader, group: str, path: str) -> None:
        """Through the hosted page, in the language that is chosen on the way in, whatever the profile says."""
        person = self.person(group)
        reader.page.goto(self.url(path))
        own, other = ("日本語", "English") if self.words.language == "ja" else ("English", "日本語")
        reader.page.get_by_role("radio", name=other).check()
        reader.page.get_by_role("radio", name=own).check()
        reader.push("sign_in.in")
        reader.page.get_by_label("Username").fill(person["email"])
        reader.page.get_by_label("Password").fill(person["password"])
        reader.press(reader.page.get_by_role("button", name="Sign in"))
        expect(reader.page.locator(".desk")).to_be_visible()

    def url(self, path: str) -> str:
        return str(self.client.outputs["desk_url"]).rstrip("/") + path

    def end(self) -> None:
        for context in self._contexts:
            context.close()
        assert [reader.complaints for reader in self._readers if reader.complaints] == []


def newcomer() -> str:
    """The handle of a customer whom nobody has seen before."""
    return f"c{uuid4().hex[:10]}"


def once(words: str) -> str:
    """Words that nobody has written before."""
    return f"{words} {uuid4().hex[:8]}"


def variants(*, all_of_them: bool) -> list[Any]:
    """English on a desk and Japanese on a phone, which between them show each size and each language; or all four."""
    chosen = [(DESKTOP, "en"), (PHONE, "ja")]
    if all_of_them:
        chosen += [(DESKTOP, "ja"), (PHONE, "en")]
    return [pytest.param(size, language, id=f"{language}-{size.name}") for size, language in chosen]


def on_each(test: Any) -> Any:
    """At each size and in each language; in every combination of them with `make test ALL=1`."""
    every = variants(all_of_them=bool(os.environ.get("ALL_VARIANTS")))
    return pytest.mark.parametrize(("size", "language"), every)(test)
