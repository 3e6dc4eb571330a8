"""A ticket whole: what was said before, what came of an answer, what colleagues said, and hostile text that stays text."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import ME, ROOT, URL, Answer, Json, StubDesk, ago, check_opened_posts, field, post, taken, view
from tests.web.stub_writing import with_writing

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)

CORPUS = (
    "<img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>",
    "javascript:alert(1) data:text/html,<script>alert(1)</script> {{constructor.constructor('alert(1)')()}} ${alert(1)}",
    "\u202egpj.exe\u202c and \u2066isolated\u2069 and \u202dforced",
    "Z" + "\u0351\u036b\u0343\u036a\u0302" * 1_000,
    "https://example.com/" + "a" * 200_000,
    "👨\u200d👩\u200d👧\u200d👦" * 400,
    "\u200b\ufeff\u2028\u2029\x07" * 50,
    "\n" * 300 + "the end",
    "﷽" * 300,
)


def with_done(stub: StubDesk) -> None:
    def done(body: Json) -> Answer:
        stub.tickets["t"]["ticket"].update(status="done", clock=None)
        return 200, stub.tickets["t"]["ticket"]

    def reopen(_: Json) -> Answer:
        stub.tickets["t"] = view("t", [post("1", "thank you!")])
        return 200, stub.tickets["t"]["ticket"]

    stub.answers |= {"done": done, "reopen": reopen}


@SIZES
def test_thanks_are_done_with_one_tap_and_undone_with_another(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    stub.put(view("t", [post("1", "thank you!")]))
    with_done(with_writing(stub))
    page = stub.open(context, "/t/t")
    page.get_by_role("button", name="Just a thank-you").click()
    expect(page.get_by_text("Done: Just a thank-you.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Just a thank-you")).to_be_visible()
    assert stub.sent("done") == [{"reason": "thanks_only"}]
    assert len(stub.sent("reopen")) == 1


def test_any_other_reason_is_one_tap_too_and_a_conflict_is_explained(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")]))
    stub.answers["done"] = lambda _: (409, {"code": "answer_under_way", "detail": "no"})
    page = with_writing(stub).open(context, "/t/t")
    page.get_by_role("button", name="No reply").click()
    page.get_by_role("button", name="Not for us").click()
    expect(page.get_by_role("alert")).to_contain_text("already on its way")
    assert stub.sent("done") == [{"reason": "not_ours"}]


@pytest.mark.parametrize(("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"])
def test_a_note_calls_a_colleague_by_an_at(stub: StubDesk, context: BrowserContext, size: Size, language: str) -> None:
    stub.put(view("t", [post("1", "hello")]))
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = with_writing(stub).open(context, "/t/t")
    if size.touch:
        page.locator(".details-button").click()
    note = page.locator(".new-note textarea")
    note.press_sequentially("倉庫に確認中 @re")
    expect(page.locator(".colleague")).to_have_count(1)
    note.press("Enter")
    expect(note).to_have_value("倉庫に確認中 @ren ")
    note.press("Control+Enter")
    expect(note).to_have_value("")
    assert [sent["text"] for sent in stub.sent("notes")] == ["倉庫に確認中 @ren"]


NOTE = ".new-note textarea"


def noting(stub: StubDesk, *, lost: int) -> None:
    """Notes stand in the ticket by their id; so many answers get lost behind it."""
    history: list[Json] = stub.tickets["t"]["history"]
    answered = iter([504] * lost)

    def note(body: Json) -> Answer:
        stands = next((each for each in history if each["id"] == body["client_note_id"]), None)
        if stands is None:
            stands = {"id": body["client_note_id"], "kind": "note", "at": ago(0), "by": ME, "text": body["text"]}
            history.append(stands | {"reason": None})
        elif stands["text"] != body["text"]:
            return 409, {"code": "conflict", "detail": "Another note stands under this id already."}
        return next(answered, 201), stands

    stub.answers["notes"] = note


def test_a_note_whose_answer_is_lost_and_that_is_sent_again_is_one_note(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    noting(stub, lost=1)
    page = with_writing(stub).open(context, "/t/t")
    hidden = stub.tickets["t"] | {"history": []}
    stub.routes["GET /api/tickets/t"] = lambda *_: (200, hidden)
    page.locator(NOTE).fill("@ren please look")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".new-note").get_by_role("alert")).to_contain_text("did not answer")
    page.reload()
    expect(page.locator(NOTE)).to_have_value("@ren please look")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(NOTE)).to_have_value("")
    first, second = stub.sent("notes")
    assert first == second
    del stub.routes["GET /api/tickets/t"]
    check_opened_posts(page)
    expect(page.locator(".note-text")).to_have_text(["@ren please look"])
    page.locator(NOTE).fill("and another")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text(["@ren please look", "and another"])


def test_a_note_that_turns_out_to_stand_is_let_go_of_and_what_was_added_is_a_note_of_its_own(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    noting(stub, lost=2)
    page = with_writing(stub).open(context, "/t/t")
    page.locator(NOTE).fill("first")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text(["first"])
    expect(page.locator(NOTE)).to_have_value("")
    expect(page.locator(".new-note").get_by_role("alert")).to_have_count(0)
    whole = stub.tickets["t"]
    stub.routes["GET /api/tickets/t"] = lambda *_: (200, whole | {"history": whole["history"][:1]})
    page.locator(NOTE).fill("second")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".new-note").get_by_role("alert")).to_contain_text("did not answer")
    page.locator(NOTE).fill("second, and more")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".new-note").get_by_role("alert")).to_contain_text("changed meanwhile")
    del stub.routes["GET /api/tickets/t"]
    check_opened_posts(page)
    expect(page.locator(".new-note").get_by_role("alert")).to_have_count(0)
    expect(page.locator(NOTE)).to_have_value("second, and more")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text(["first", "second", "second, and more"])


@SIZES
def test_a_note_half_written_outlives_another_ticket_and_a_reload(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    stub.put(view("t", [post("1", "hello")]), view("u", [post("2", "hello")]))
    page = with_writing(stub).open(context, "/t/t")
    details = page.locator(".details-button")
    if size.touch:
        details.click()
    page.locator(NOTE).fill("half a no")
    page.goto(f"{URL}/t/u")
    if size.touch:
        details.click()
    expect(page.locator(NOTE)).to_have_value("")
    page.goto(f"{URL}/t/t")
    if size.touch:
        details.click()
    expect(page.locator(NOTE)).to_have_value("half a no")
    page.locator(NOTE).fill("")
    page.reload()
    if size.touch:
        details.click()
    expect(page.locator(NOTE)).to_have_value("")


def test_who_how_pressing_and_what_about_are_changed_where_they_stand(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")], tags=["VIP"]))
    page = with_writing(stub).open(context, "/t/t")
    page.get_by_label("Assigned to").select_option(label="佐藤 蓮")
    expect(page.get_by_label("Priority")).to_be_enabled()
    page.get_by_label("Priority").select_option("urgent")
    expect(page.get_by_label("Add a tag")).to_be_enabled()
    page.get_by_label("Add a tag").fill("返品")
    page.get_by_label("Add a tag").press("Enter")
    expect(page.get_by_role("button", name="Remove the tag VIP")).to_be_enabled()
    page.get_by_role("button", name="Remove the tag VIP").click()
    expect(page.get_by_label("Add a tag")).to_be_enabled()
    assert (stub.sent("assign"), stub.sent("priority")) == ([{"assignee": "ren"}], [{"priority": "urgent"}])
    assert stub.sent("tags") == [{"tags": ["VIP", "返品"]}, {"tags": []}]


def test_what_was_said_before_is_read_when_it_is_asked_for(stub: StubDesk, context: BrowserContext) -> None:
    now = view("t", [post("9", "again", edited=True)]) | {"earlier": 1}
    before = view("old", [post("1", "long ago", minutes=60 * 24 * 40)], due_in=None, status="done")
    stub.put(now)
    earlier = {"tickets": [{"ticket": before["ticket"], "posts": before["posts"]}], "more": False}
    stub.routes["GET /api/tickets/t/earlier"] = lambda *_: (200, earlier)
    page = with_writing(stub).open(context, "/t/t")
    expect(page.get_by_text("edited")).to_be_visible()
    expect(page.get_by_text("long ago")).to_have_count(0)
    page.get_by_role("button", name="Show 1 earlier conversation").click()
    expect(page.get_by_text("long ago")).to_be_attached()
    expect(page.locator(".post")).to_have_count(2)


def test_of_many_earlier_conversations_none_is_left_out_without_a_word(stub: StubDesk, context: BrowserContext) -> None:
    whole = [
        view(f"e{n:02}", [post(f"1{n:02}", f"words {n}", minutes=60 * 24 * (90 - n))], due_in=None, status="done")
        for n in range(45)
    ]
    stub.put(view("t", [post("9", "again")]) | {"earlier": 45})

    def earlier(query: dict[str, str], _: Json) -> Answer:
        older = [each for each in whole if each["ticket"]["id"] < query.get("before", "z")]
        shown = [{"ticket": each["ticket"], "posts": each["posts"]} for each in older[-20:]]
        return 200, {"tickets": shown, "more": len(older) > 20}

    stub.routes["GET /api/tickets/t/earlier"] = earlier
    page = with_writing(stub).open(context, "/t/t")
    for asked, shown, left in ((45, 20, 25), (25, 40, 5), (5, 45, 0)):
        page.get_by_role("button", name=f"Show {asked} earlier conversation").click()
        expect(page.locator(".post[data-earlier=true]")).to_have_count(shown)
        expect(page.get_by_role("button", name=re.compile("earlier conversation"))).to_have_count(1 if left else 0)
    said = page.locator(".post[data-earlier=true] .post-text").all_inner_texts()
    assert said == [f"words {n}" for n in range(45)]


def test_R1_of_a_reply_partly_sent_it_is_seen_which_parts_stand_and_the_rest_is_sent(
    stub: StubDesk, context: BrowserContext
) -> None:
    ticket = view("t", [post("1", "hello")], flags=["partly_sent"])
    _, reply = taken({"client_reply_id": "r-1", "text": "One. Two.", "in_reply_to": "1"})
    parts = [
        {"text": "One. 1/2", "state": "sent", "post_id": "99", "url": "https://x.com/i/status/99"},
        {"text": "Two. 2/2", "state": "waiting", "post_id": None},
    ]
    ticket["replies"] = [reply | {"state": "partly_sent", "by": ME, "reason": "Forbidden", "parts": parts}]
    stub.put(ticket)
    stub.answers["retry"] = lambda _: (202, reply)
    page = with_writing(stub).open(context, "/t/t")
    standing = page.locator(".parts-sent li")
    expect(standing.nth(0)).to_contain_text("Posted on X")
    expect(standing.nth(0).get_by_role("link")).to_have_attribute("href", "https://x.com/i/status/99")
    expect(standing.nth(1)).to_contain_text("Not sent")
    with page.expect_response("**/retry"):
        page.get_by_role("button", name="Send the rest").click()
    assert len(stub.sent("retry")) == 1


def test_why_it_is_due_then_is_said_in_sentences_and_drawn(stub: StubDesk, context: BrowserContext) -> None:
    ticket = view("t", [post("1", "hello")])
    [clock] = ticket["clocks"]
    clock |= {
        "started_at": ago(200),
        "trace": [{"from": ago(180), "to": ago(150)}, {"from": ago(10), "to": clock["due_at"]}],
    }
    clock["steps"] = [
        {
            "step": "warn",
            "at": ago(5),
            "fired": True,
            "whom": [{"kind": "assignee", "id": "kt", "name": "Keiko Tanaka"}],
            "how": ["mail"],
        },
        {
            "step": "due",
            "at": clock["due_at"],
            "fired": False,
            "whom": [
                {"kind": "assignee", "id": None, "name": None},
                {"kind": "team", "id": "night", "name": "Night shift"},
                {"kind": "managers", "id": None, "name": None},
            ],
            "how": ["mail", "sms"],
        },
    ]
    stub.put(ticket)
    page = with_writing(stub).open(context, "/t/t")
    page.get_by_role("button", name="Why is it due then?").click()
    why = page.locator("#deadline-explanation")
    expect(why).to_contain_text("First reply: target 1 h of open hours.")
    expect(why.get_by_text(re.compile("^Closed .* not counted"))).to_have_count(2)
    expect(why.locator('.timeline-piece[data-kind="open"]')).to_have_count(2)
    expect(why.locator(".timeline-step")).to_have_count(2)
    expect(why.get_by_role("img")).to_have_attribute("aria-label", re.compile("Warning"))
    told = why.locator(".deadline-step-recipients")
    expect(told.nth(0)).to_have_text("Keiko Tanaka (assigned) · e-mail")
    expect(told.nth(1)).to_have_text("whoever is assigned, Night shift, the managers · e-mail + SMS")


def test_I9_a_deadline_that_the_settings_do_not_mean_says_so_in_the_row_and_why(
    stub: StubDesk, context: BrowserContext
) -> None:
    ticket = view("t", [post("1", "hello")], flags=["fallback_deadline"])
    ticket["clocks"][0]["fallback"] = "not_countable"
    stub.put(ticket)
    page = with_writing(stub).open(context, "/t/t")
    expect(page.locator(".row")).to_contain_text("makeshift deadline")
    page.get_by_role("button", name="Why is it due then?").click()
    why = page.locator("#deadline-explanation")
    expect(why).to_contain_text("The settings cannot give this post its deadline.")
    expect(why).to_contain_text("First reply: within 1 h, day and night.")


@SIZES
def test_hostile_text_stays_text_wherever_it_stands(stub: StubDesk, context: BrowserContext, size: Size) -> None:
    posts = [post(f"{n}", text, minutes=50 - n) for n, text in enumerate(CORPUS)]
    for each in posts:
        each["author"] = {"id": "c", "username": "customer", "name": CORPUS[2]}
        each["media"] = [{"type": "photo", "url": "javascript:alert(1)", "alt": CORPUS[0] + CORPUS[3]}]
    ticket = view("t", posts, name=CORPUS[3], tags=[CORPUS[0], CORPUS[3]], excerpt=CORPUS[3])
    ticket["history"] = [
        {"id": "n", "kind": "note", "at": ago(1), "by": ME | {"name": CORPUS[3]}, "text": CORPUS[3], "reason": None}
    ]
    stub.put(ticket)
    context.add_init_script(
        "window.ran = []; window.alert = (what) => window.ran.push(what);"
        "addEventListener('securitypolicyviolation', (event) => window.ran.push(event.violatedDirective));"
    )
    page = with_writing(stub).open(context, "/t/t")
    expect(page.locator(".thread .post")).to_have_count(len(CORPUS) + 1)  # the note as well
    expect(page.locator(".bidi-mark")).to_have_count(5)
    field(page).fill(CORPUS[3][:2_000] + CORPUS[0])
    expect(page.locator(".reply-part").first).to_be_visible()
    if size.touch:
        page.locator(".details-button").click()
    assert page.evaluate("document.querySelectorAll('#app img, #app script, #app a[href^=javascript]').length") == 0
    assert spilling(page) == []
    assert page.evaluate("window.ran") == []


MEDIA = [
    {"type": "photo", "url": "https://example.com/1", "alt": "a cat"},
    {"type": "video", "url": "https://example.com/2", "alt": None},
    {"type": "animated_gif", "url": "javascript:alert(1)", "alt": "a long description " * 200},
    {"type": "photo", "url": "https://example.com/4", "alt": "猫" * 900},
]
TILES = {
    "en": [
        "Photo 1/4 a cat View on X",
        "Video 2/4 no description View on X",
        "GIF 3/4 a long",
        "Photo 4/4 猫猫",
    ],
    "ja": ["写真 1/4 a cat X で見る", "動画 2/4 説明なし X で見る", "GIF 3/4 a long", "写真 4/4 猫猫"],
}


@SIZES
@pytest.mark.parametrize("language", TILES)
def test_each_picture_is_one_tile_that_says_what_it_shows_and_loads_nothing(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    posts = [post(f"{n}", "look", minutes=50 - n, media=MEDIA[:n]) for n in range(1, 5)]
    stub.put(
        view("t", [*posts, post("9", "gone", media=MEDIA, deleted=True), post("x", "private", url=None, media=MEDIA)])
    )
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = with_writing(stub).open(context, "/t/t")
    tiles = page.locator('.post[data-post="4"] .media')
    expect(tiles).to_have_count(4)
    for tile, label in zip(tiles.all(), TILES[language], strict=True):
        expect(tile).to_have_accessible_name(re.compile(f"^{re.escape(label)}"))
        expect(tile).to_have_attribute("href", "https://x.com/i/status/4")
    expect(page.locator('.post[data-post="1"] .media')).to_have_accessible_name(re.compile("^(Photo|写真) a cat"))
    expect(page.locator('.post[data-post="9"] .media')).to_have_count(0)
    private = page.locator('.post[data-post="x"] .media')
    assert [tile.get_attribute("href") for tile in private.all()] == [
        "https://example.com/1",
        "https://example.com/2",
        None,
        "https://example.com/4",
    ]
    expect(private.nth(2)).to_contain_text("a long description")
    assert spilling(page) == []
    heights = "(all) => all.map((e) => [e.offsetHeight, e.scrollWidth - e.clientWidth])"
    for height, over in page.locator(".media").evaluate_all(heights):
        assert 44 <= height < 140
        assert over <= 0


def spilling(page: Page) -> list[str]:
    """What is wider than its place, or higher than a screen though it is one post or one line."""
    found: list[str] = page.evaluate(
        """() => [
        ...[...document.querySelectorAll('html, .ticket, .thread, .composer, .ticket-details, .reply-parts')].filter(e => e.scrollWidth > e.clientWidth + 1),
        ...[...document.querySelectorAll('.thread .post')].filter(e => e.offsetHeight > innerHeight),
        ...[...document.querySelectorAll('.name, .tag')].filter(e => e.offsetHeight > 60),
    ].map(e => e.className || e.tagName)"""
    )
    return found


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
def test_whoever_writes_with_assistive_technology_can(
    stub: StubDesk, context: BrowserContext, size: Size, scheme: str
) -> None:
    stub.put(
        view(
            "t",
            [post("1", "hello", media=[{"type": "photo", "url": "https://example.com/a", "alt": "a cat"}])],
            tags=["VIP"],
        )
    )
    page = with_writing(stub).open(context, "/t/t")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(f"{axe}; 0")
    field(page).press_sequentially("/")
    expect(page.locator(".template")).to_have_count(2)
    check(page)
    page.locator(".template").first.click()
    check(page)
    field(page).fill("call 090-1234-5678 " * 20)
    expect(page.locator(".reply-part").first).to_be_visible()
    field(page).press("Control+Enter")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    check(page)


def check(page: Page) -> None:
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target)]))")
    assert found == []


UNSENT = {
    "en": ["Not sent yet.", "Not sent: a later step went out instead.", "Not sent: no longer needed."],
    "ja": [
        "まだ送られていません。",
        "送っていません。後の段階の通知が代わりに送られました。",
        "送っていません。必要がなくなりました。",
    ],
}


@SIZES
@pytest.mark.parametrize("language", UNSENT)
def test_L3_an_alert_that_reached_nobody_says_why(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    whole = view("t", [post("1", "hello")])
    whole["alerts"] = [
        {"clock": "k", "step": step, "due_at": ago(0), "fired_at": ago(0), "outcome": outcome, "sent": []}
        for step, outcome in (("warn", "stale"), ("due", "overtaken"), ("late30", None))
    ]
    stub.put(whole)
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = with_writing(stub).open(context, "/t/t")
    if size.touch:
        page.locator(".details-button").click()
    log = page.locator(".log").filter(has=page.locator("b"))
    log.scroll_into_view_if_needed()
    expect(log.locator(".log-line")).to_have_text(UNSENT[language])
