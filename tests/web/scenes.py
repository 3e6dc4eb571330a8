"""Every page of the desk and every state that somebody meets, as a picture is taken of it and its access is looked at.

With the desk that stands in front of the tests' browser, so that it takes no time and shows the states that a real desk
seldom has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page, Request, expect

from functions.desk_api.views.networks import network_view
from shared.networks.meta.facebook.rules import RULES as FACEBOOK
from shared.networks.meta.instagram.rules import RULES as INSTAGRAM
from shared.networks.x.rules import RULES as X
from tests.web.slow_page import rest, until
from tests.web.stub_comments import closed, commented, held, kinds, messaging, used
from tests.web.stub_desk import ME, OTHER, URL, StubDesk, ago, post, taken, view
from tests.web.stub_long import with_long_ticket
from tests.web.stub_numbers import metrics, nothing
from tests.web.stub_pictures import pictures
from tests.web.stub_private import blocked, followers, private, used_up
from tests.web.stub_search import with_search
from tests.web.stub_settings import StubSettings
from tests.web.stub_writing import holding, with_writing

AT = datetime(2026, 11, 26, 5, 20, tzinfo=UTC)
"""A Thursday afternoon in Tokyo, for the desk and for the page: a picture differs only if the page does."""

JAPAN = {"id": "acme_jp", "username": "acme_jp", "name": "アクメ サポート", "colour": "#8a3ffc", "state": "ok"}
DRAFT = (
    "お待たせして申し訳ございません。お荷物は本日の午前中に営業所を出ており、夕方までにお届けの予定です。"
    "配達員には、ご旅行の前に必ずお届けするよう申し伝えました。no refund の件は、別途ご案内いたします。"
    "ご不在の場合は 090-1234-5678 までお電話ください。担当の者がすぐに折り返し、再配達の時間をご相談いたします。"
    "このたびはご不便をおかけし、重ねてお詫び申し上げます。"
)

MEDIA = [
    {"type": "photo", "url": "https://example.com/1", "alt": "角のつぶれた段ボール箱"},
    {"type": "video", "url": "https://example.com/2", "alt": None},
    {
        "type": "animated_gif",
        "url": "https://example.com/3",
        "alt": "A cat before an empty bowl looks at the clock, then at the door, then at the clock again. In the end it lies down with a sigh that moves its whiskers, and goes on waiting for its parcel until the evening comes.",
    },
]

LEAVE_FOR = "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); }"


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it is, what the desk says there, and what somebody does before it is looked at."""

    name: str
    path: str
    prepare: Callable[[StubDesk], None]
    act: Callable[[Page, StubDesk], None] | None = None
    pictured: bool = True

    def show(self, context: BrowserContext) -> tuple[Page, StubDesk]:
        """The page in a browser that has nothing else to do, and the desk behind it."""
        stub = StubDesk(context)
        self.prepare(stub)
        page = context.new_page()
        _count_loads(page)
        page.clock.set_fixed_time(AT)
        page.add_init_script("Math.random = () => 0.5")
        if not stub.signed_in:
            page.add_init_script("sessionStorage.clear()")
        page.goto(URL + self.path)
        self._play(page, stub)
        return page, stub

    def follow(self, page: Page, stub: StubDesk) -> None:
        """The same in a page that shows another scene of that desk."""
        page.keyboard.press("Escape")
        page.evaluate(LEAVE_FOR, self.path)
        self._play(page, stub)

    def _play(self, page: Page, stub: StubDesk) -> None:
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        expect(page.locator(".page-loading, .reports[aria-busy='true'], .settings > [role='status']")).to_have_count(0)
        _settle(page)
        if self.act is not None:
            self.act(page, stub)
            _settle(page)


LOADING: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()
"""What each page has asked for and not got: parts of the page itself, which are fetched when they are needed, too."""


def _count_loads(page: Page) -> None:
    loading = LOADING[page] = set()
    page.on("request", lambda request: loading.add(request))
    for over in ("requestfinished", "requestfailed"):
        page.on(over, lambda request: loading.discard(request))


def _settle(page: Page) -> None:
    """Wait until the page shows all that it has asked for."""
    rest(page)
    while LOADING[page]:
        until(page, lambda: not LOADING[page])
        rest(page)


def busy(stub: StubDesk) -> None:
    """A shift in the afternoon: some are late, one runs over the night, one is being answered."""
    stub.routes["GET /api/metrics"] = metrics
    settings = StubSettings(stub)
    del settings.documents["novelty"]
    settings.would_move(earlier=4, become_overdue=1)
    with_writing(stub)
    stub.accounts.append(JAPAN | {"last_seen": ago(2)})
    said: list[tuple[str, str, str, float, dict[str, Any]]] = [
        ("mitsuki", "みつき", "@acme_help 注文した品がまだ届きません。問い合わせ番号は 4471 です。昨日までに届くはずでした。", -12.6, {"tags": ["返品"]}),
        ("park", "Jo Park", "Can I still change the delivery address? It says “preparing”.", 4.4, {"status": "open"}),
        ("sato", "佐藤 美咲", "サイズが合わなかったので交換できますか？", 18.5, {"tags": ["返品", "交換"], "channel": "direct", "account": "acme_jp"}),
        ("omar", "عمر الفاروق", "@acme_help مرحبا، متى يصل طلبي؟", 41, {"priority": "high"}),
        ("ren", "佐々木 蓮", "アプリにログインできません。パスワードを再設定しても同じです。", 63, {"holder": OTHER | {"until": ago(-8)}, "assignee": OTHER, "account": "acme_jp"}),
        ("emoji", "😀" * 30, "great service!", 130, {"late": True}),
        ("anna", "Anna Lindqvist", "Hej! Do you ship to Sweden?", 170, {"assignee": {"sub": "kt", "name": "Keiko Tanaka"}}),
        ("dm", "Rui Costa", "I sent the photos by direct message.", 880, {"channel": "direct", "flags": ["look"]}),
    ]  # fmt: skip
    for ident, name, words, due_in, more in said:
        posts = [post(f"{ident}-1", words, minutes=max(5.0, 60 - due_in), author=_author(ident, name))]
        stub.put(
            view(
                ident,
                posts,
                due_in=due_in,
                name=name,
                **{"channel": "public", "customer": _author(ident, name), **more},
            )
        )
    stub.tickets["dm"]["ticket"]["clock"]["open"] = {
        "spans": [{"from": ago(60), "to": ago(-60)}, {"from": ago(-840), "to": ago(-880)}],
        "then_s": 0,
    }
    stub.tickets["mitsuki"]["posts"] += [
        post("a", "お問い合わせありがとうございます。配送状況を確認しております。 ^KT", minutes=40, direction="outbound", via="desk", by={"sub": "kt", "name": "Keiko Tanaka"}, author=_author("acme_help", "Acme Help")),
        post("photos", "届いた箱の写真です。", minutes=30, author=_author("mitsuki", "みつき"), media=MEDIA),
        post("mitsuki-2", "まだでしょうか。明日から旅行なので、今日中に受け取りたいのですが。", minutes=22, author=_author("mitsuki", "みつき")),
    ]  # fmt: skip
    _, unsent = taken({"client_reply_id": "r-1", "text": "Hej! Yes, within four days. ^KT", "in_reply_to": "anna-1"})
    stale = {"state": "failed", "why": "stale", "reason": "Something newer came in.", "by": ME, "created_at": ago(3)}
    stub.tickets["anna"]["replies"] = [unsent | stale]
    stub.tickets["anna"]["ticket"]["flags"] = ["reply_failed"]
    stub.tickets["anna"]["posts"].append(
        post("anna-2", "Norway, I mean. Sorry!", minutes=4, edited=True, author=_author("anna", "Anna Lindqvist"))
    )
    answered = view("done", [post("d", "ありがとう！", minutes=90)], due_in=None, name="Kenji", status="answered")
    stub.put(answered)


def upgraded(stub: StubDesk) -> None:
    """The same shift; a new version is deployed meanwhile."""
    busy(stub)


def long(stub: StubDesk) -> None:
    """More posts than one answer holds, and the earlier ones do not come."""
    busy(stub)
    with_long_ticket(stub, 130, "荷物はまだ届きませんか。Any news of my parcel?").failing = True


def searching(stub: StubDesk) -> None:
    busy(stub)
    with_search(stub)


def returned(stub: StubDesk) -> None:
    busy(stub)
    holding(stub, "mitsuki", seconds=90)
    _, anna = taken({"client_reply_id": "r-1", "text": "Hej! Yes, within four days. ^KT", "in_reply_to": "anna-1"})
    _, sato = taken(
        {"client_reply_id": "r-2", "text": "はい、交換できます。03-1234-5678 までお電話ください。", "in_reply_to": "1"}
    )
    back = {"state": "failed", "why": "stale", "by": ME, "returned_at": ago(3), "ticket": "anna"}
    stub.returned = [
        anna | back | {"customer": _author("anna", "Anna Lindqvist")},
        sato
        | back
        | {"state": "unknown", "why": "not_said", "by": OTHER, "ticket": "sato", "account": "acme_jp"}
        | {"customer": _author("sato", "佐藤 美咲")},
    ]


def half_seen(stub: StubDesk) -> None:
    """Accounts on networks that keep some things from the desk."""
    kinds(stub)
    stub.groups = ["agents"]
    told = [network_view(rules) for rules in (X, FACEBOOK, INSTAGRAM)]
    stub.routes["GET /api/networks"] = lambda *_: (200, {"networks": told})


def nobody(stub: StubDesk) -> None:
    stub.put(view("done", [post("d", "ありがとう！", minutes=90)], due_in=None, name="Kenji", status="answered"))


def first(stub: StubDesk) -> None:
    """A desk that nobody has told of an account."""
    StubSettings(stub).documents["account"] = []
    stub.groups = ["admins"]
    stub.accounts.clear()


def unmeasured(stub: StubDesk) -> None:
    stub.routes["GET /api/metrics"] = nothing


def deaf(stub: StubDesk) -> None:
    busy(stub)
    stub.accounts[0] |= {"state": "account_disconnected", "last_seen": ago(47)}


def signed_out(stub: StubDesk) -> None:
    stub.signed_in = False


def _author(username: str, name: str) -> dict[str, str]:
    return {"id": username, "username": username, "name": name}


def _write(page: Page, _: StubDesk) -> None:
    page.locator(".composer-field").fill(DRAFT)
    expect(page.locator(".reply-part")).to_have_count(2)
    page.locator(".composer-field").press("Control+Enter")
    expect(page.locator(".send-warnings")).to_be_visible()


def _write_through_a_deployment(page: Page, stub: StubDesk) -> None:
    """The desk has answered from a new version for three minutes."""
    page.locator(".composer-field").fill(DRAFT[:40])
    stub.build = "f" * 12
    for minutes in (0, 3):
        page.clock.set_fixed_time(AT + timedelta(minutes=minutes))
        with page.expect_response("**/api/queue*"):
            page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".new-build")).to_be_visible()


def _send_twice(page: Page, stub: StubDesk) -> None:
    """The answer to the first try was lost; then the words were changed."""
    _, first = taken({"client_reply_id": "r-9", "text": "青いカップをお送りします。 ^KT", "in_reply_to": "mitsuki-2"})
    stub.answers["replies"] = lambda body: (409, {"code": "id_reused", "stored": first | {"by": ME, "state": "sent"}})
    page.locator(".composer-field").fill("失礼しました。赤いカップをお送りします。Sorry.It will be the red one.")
    page.locator(".composer-field").press("Control+Enter")
    page.locator(".send-warnings .button-risk").click()
    expect(page.locator(".composer .already-sent")).to_be_visible()
    expect(page.locator(".reply-part")).to_have_count(0)


def _leave_a_reply(page: Page, stub: StubDesk) -> None:
    """Sent from one ticket, while another one is opened; and an earlier one came back."""
    stub.returned = stub.returned[:1]
    page.locator(".composer-field").fill("青いカップをお送りします。")
    page.locator(".composer-field").press("Control+Enter")
    expect(page.locator(".composer-field")).to_have_value("")
    page.evaluate(LEAVE_FOR, "/t/park")
    expect(page.locator(".outbox-line")).to_have_count(2)


def _lose_connection(page: Page, stub: StubDesk) -> None:
    stub.reachable = False
    expect(page.locator(".composer .notice-warn")).to_be_visible(timeout=15_000)


def _look_at_details(page: Page, _: StubDesk) -> None:
    button = page.locator(".details-button")
    if button.is_visible():
        button.click()


def _answer_at_length(page: Page, _: StubDesk) -> None:
    page.locator(".composer-field").fill("返送先は外箱のラベルに書いてあります。お手数をおかけします。")
    expect(page.locator(".quota-left")).to_be_visible()


def _give_another_time(page: Page, _: StubDesk) -> None:
    page.locator(".native-answer select").select_option("other")
    expect(page.locator(".native-answer input")).to_be_visible()


def _answer_in_families(page: Page, _: StubDesk) -> None:
    """Few letters as people see them, and many bytes."""
    page.locator(".composer-field").fill("👨‍👩‍👧‍👦" * 115 + " ありがとうございます")
    expect(page.locator(".composer-count")).to_contain_text("000")


def _answer_in_private(page: Page, _: StubDesk) -> None:
    page.locator(".answer-channel [value=direct]").check()
    page.locator(".composer-field").fill("林様、ご住所をこちらで確認させてください。")
    expect(page.locator(".composer[data-private=true] .composer-count")).to_be_visible()


def _send_all_the_same(page: Page, _: StubDesk) -> None:
    page.locator(".composer-field").fill("ご住所を承りました。")
    page.locator(".composer-field").press("Control+Enter")
    expect(page.locator(".send-warnings")).to_be_visible()


def _begin_to_delete(page: Page, _: StubDesk) -> None:
    page.locator("[data-post=c_2] .moderation > button").click()
    expect(page.locator("dialog[open]")).to_be_visible()


def _open_blind_spots(page: Page, _: StubDesk) -> None:
    page.locator(".blind-spots summary").first.click()
    page.locator(".blind-spots").first.evaluate("(e) => e.scrollIntoView({block: 'center'})")


def _try_out(page: Page, stub: StubDesk) -> None:
    page.locator("#field-weekly-sat").fill("10:00-15:00")
    page.locator(".editor-bar .button-main").click()
    expect(page.locator(".dry-run")).to_be_visible()


def _reorder(page: Page, stub: StubDesk) -> None:
    page.locator(".order-moves button").nth(1).click()
    page.locator(".editor-bar .button-main").click()
    expect(page.locator(".dry-run")).to_be_visible()


def _look_back(page: Page, stub: StubDesk) -> None:
    page.locator(".history summary").click()
    _scroll_to(".versions")(page, stub)


def _scroll_to(what: str) -> Callable[[Page, StubDesk], None]:
    def scroll(page: Page, _: StubDesk) -> None:
        expect(page.locator(what).first).to_be_visible()
        page.locator(what).first.evaluate("(e) => e.scrollIntoView({block: 'center'})")

    return scroll


def _ask_for_keys(page: Page, _: StubDesk) -> None:
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def _press(what: str) -> Callable[[Page, StubDesk], None]:
    return lambda page, _: page.locator(what).first.click()


def _write_text(page: Page, _: StubDesk) -> None:
    """A subject of one's own, and the fields to fill in, with what comes of it in view."""
    language = page.locator("html").get_attribute("lang") or "en"
    page.locator(f"#field-{language}-subject").fill("【至急】{customer}" if language == "ja" else "Now: {customer}")
    page.locator(".text-fields summary").first.click()
    expect(page.locator(".mail-subject").filter(has_text="至急" if language == "ja" else "Now:")).to_have_count(1)


SCENES = (
    Scene("queue", "/", busy),
    Scene("narrowed", "/?channel=direct&tag=返品", busy, _press(".filter-button")),
    Scene("search", "/?q=ケトル", searching),
    Scene("search_number", "/?q=4471", searching),
    Scene("search_nothing", "/?q=水筒", searching),
    Scene("help", "/", busy, _ask_for_keys),
    Scene("ticket", "/t/mitsuki", busy),
    Scene("details", "/t/mitsuki", busy, _look_at_details),
    Scene("long", "/t/t", long, _scroll_to(".earlier")),
    Scene("pictures", "/t/rina", pictures, _scroll_to("[data-post=p0]")),
    Scene("files", "/t/rina", pictures, _scroll_to("[data-post=p4]")),
    Scene("warned", "/t/ella", pictures),
    Scene("unfolded", "/t/ella", pictures, _press(".content-warning .button"), pictured=False),
    Scene("networks", "/", pictures),
    Scene("why", "/t/park", busy, _press(".deadline-button"), pictured=False),
    Scene("no_reply", "/t/park", busy, _press('.actions [data-key="e"]')),
    Scene("more", "/t/park", busy, _press(".more-button"), pictured=False),
    Scene("numbers", "/reports", busy),
    Scene("charts", "/reports", busy, _scroll_to(".multiple:last-child")),
    Scene("heat", "/reports", busy, _scroll_to(".heat")),
    Scene("settings", "/settings", busy),
    Scene("people", "/settings?kind=person", busy),
    Scene("calendar", "/settings?kind=calendar&item=office", busy),
    Scene("dryrun", "/settings?kind=calendar&item=office", busy, _try_out),
    Scene("promise", "/settings?kind=policy&item=default", busy),
    Scene("order", "/settings?kind=policy", busy, _reorder),
    Scene("history", "/settings?kind=policy&item=default", busy, _look_back),
    Scene("rule", "/settings?kind=keyword_rule&item=returns", busy),
    Scene("texts", "/settings?kind=text&item=due", busy, _write_text),
    Scene("digest_text", "/settings?kind=text&item=digest", busy, pictured=False),
    Scene("newcomer", "/settings?kind=person&item=%2B", busy),
    Scene("composer", "/t/mitsuki", busy, _write),
    Scene("stored", "/t/mitsuki", busy, _send_twice),
    Scene("returned", "/t/mitsuki", returned, _leave_a_reply),
    Scene("not_sent", "/?show=failed", returned),
    Scene("unsent", "/t/anna", busy),
    Scene("private", "/t/yui", private, _answer_at_length),
    Scene("another_time", "/t/yui", private, _give_another_time),
    Scene("blocked", "/t/yui", blocked, _look_at_details),
    Scene("used_up", "/t/yui", used_up),
    Scene("followers", "/t/yui", followers, _answer_in_families),
    Scene("comment", "/t/hana", commented),
    Scene("comment_private", "/t/hana", commented, _answer_in_private),
    Scene("deletion", "/t/hana", commented, _begin_to_delete),
    Scene("private_used", "/t/hana", used, _look_at_details),
    Scene("window", "/t/hana", messaging),
    Scene("window_closed", "/t/hana", closed),
    Scene("held", "/t/hana", held, _send_all_the_same),
    Scene("kinds", "/t/hana", kinds, _scroll_to("[data-post=k_1]")),
    Scene("shown", "/t/hana", kinds, _scroll_to("[data-post=k_5]")),
    Scene("story", "/t/leo", kinds),
    Scene("health", "/settings", half_seen, _open_blind_spots),
    Scene("offline", "/t/mitsuki", busy, _lose_connection),
    Scene("new_build", "/t/mitsuki", upgraded, _write_through_a_deployment),
    Scene("nobody", "/", nobody),
    Scene("first", "/", first),
    Scene("connect", "/settings", first, pictured=False),
    Scene("deaf", "/", deaf),
    Scene("empty", "/reports", unmeasured, pictured=False),
    Scene("gate", "/", signed_out),
)
