"""The app's webhook, its subscriptions and the Page's, and what the account's token is worth."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from infra.local.meta import seed
from shared.domain.accounts.connection import AccountCheck, StepState
from shared.domain.accounts.faults import Fault
from shared.domain.errors import DisconnectedError, InvalidError, RefusedError
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import Call
from shared.networks.meta.console import MetaConsole
from shared.networks.meta.facebook.rules import RULES
from shared.usecases.accounts.connect_account import check_tokens, connect_account
from shared.usecases.accounts.renew_subscriptions import SubscriptionCheck, renew_subscriptions
from tests.fake_desk import FakeDesk
from tests.fake_plug import FakePlug
from tests.integration.meta.bench import ACME_FB, ACME_IG, ACME_MS, Bench
from tests.integration.meta.hook import Hook, listening

ALL = [ACME_FB, ACME_MS, ACME_IG]
ELSEWHERE = "http://127.0.0.1:9/webhooks/meta/main"


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as made:
        made.url = made.url.replace("abc123.execute-api.localhost", "127.0.0.1")
        yield made


@pytest.fixture
def console(desk_bench: Bench) -> MetaConsole:
    return desk_bench.family.console


def connected(console: MetaConsole, account: Account, url: str, *, take_over: bool = False) -> dict[str, StepState]:
    return {step.what: step.state for step in connect_account(account, url, take_over=take_over, console=console)}


def check(console: MetaConsole, account: Account, what: str) -> AccountCheck:
    [found] = [each for each in console.checks(account) if each.what == what]
    return found


def settings(bench: Bench) -> dict[str, list[str]]:
    """Return what the app is subscribed to by object, and the Page as `of_page`."""
    told = bench.meta.settings()
    return {**told["app_fields"], "of_page": told["page_fields"]}


@pytest.mark.parametrize("account", ALL)
def test_an_account_is_connected_from_nothing_and_again_without_a_change(
    console: MetaConsole, hook: Hook, account: Account
) -> None:
    first = connected(console, account, hook.url)
    assert set(first.values()) <= {StepState.MADE, StepState.THERE}
    assert first["webhook"] is StepState.MADE
    assert set(connected(console, account, hook.url).values()) == {StepState.THERE}


def test_the_three_of_a_page_keep_each_others_fields(desk_bench: Bench, console: MetaConsole, hook: Hook) -> None:
    for account in ALL:
        connected(console, account, hook.url)
    wanted = {each.event for account in ALL for each in console.wanted(account)}
    assert {f"page/{field}" for field in settings(desk_bench)["page"]} <= wanted
    assert set(settings(desk_bench)["of_page"]) >= {"feed", "mention", "ratings", "messages", "message_echoes"}
    for account in ALL:
        assert set(console.wanted(account)) <= console.subscriptions(account)


def test_I8_a_page_alone_for_instagram_is_told_of_nothing_else(
    desk_bench: Bench, console: MetaConsole, hook: Hook
) -> None:
    connected(console, ACME_IG, hook.url)
    assert settings(desk_bench)["of_page"] == ["name"]
    desk_bench.meta.write("Hanako", "on Messenger, which the desk does not have")
    desk_bench.meta.write("Hanako", "on Instagram", platform="instagram")
    while desk_bench.meta.under_way():
        pass
    assert [each["object"] for each in hook.documents()] == ["instagram"]


def test_I8_an_app_that_delivers_elsewhere_is_left_alone_unless_one_says_so(
    desk_bench: Bench, console: MetaConsole, hook: Hook
) -> None:
    other = f"{hook.url.removesuffix('/webhooks/meta/main')}/elsewhere"
    desk_bench.meta.connect(other)
    assert connected(console, ACME_FB, hook.url)["webhook"] is StepState.FAILED
    assert [each.url for each in console.webhooks("main")] == [other]
    connected(console, ACME_FB, hook.url, take_over=True)
    assert [each.url for each in console.webhooks("main")] == [hook.url]


def test_I1_an_address_that_does_not_know_the_verify_token_is_not_registered(
    desk_bench: Bench, console: MetaConsole, hook: Hook
) -> None:
    desk_bench.secrets.held["main"]["verify_token"] = "another"
    with pytest.raises(RefusedError):
        console.register("main", hook.url)
    with pytest.raises(RefusedError, match="403 to the challenge"):
        console.challenge("main", hook.url)
    with pytest.raises(RefusedError, match="gives no answer"):
        console.challenge("main", ELSEWHERE)
    assert list(console.webhooks("main")) == []


def test_a_challenge_is_answered_and_the_webhook_proved_again(console: MetaConsole, hook: Hook) -> None:
    made = console.register("main", hook.url)
    console.challenge("main", hook.url)
    console.prove("main", made.id)
    assert list(console.webhooks("main")) == [made]


@pytest.mark.parametrize("lost", ["page", "app_field", "nothing"])
def test_I8_what_was_unsubscribed_is_subscribed_again_by_the_next_check(
    desk_bench: Bench, hook: Hook, lost: str
) -> None:
    family = desk_bench.family
    connected(family.console, ACME_FB, hook.url)
    client = family.client
    if lost == "page":
        client.ask(ACME_FB, Call("DELETE", f"/{seed.PAGE_ID}/subscribed_apps"))
    elif lost == "app_field":
        form = {
            "object": "page",
            "fields": "mention",
            "callback_url": hook.url,
            "verify_token": seed.VERIFY_TOKEN,
        }
        client.as_app("main", "POST", f"/{seed.APP_ID}/subscriptions", form=form)
    desk = FakeDesk()
    plug = FakePlug("facebook", rules=RULES, webhook=SimpleNamespace(name="meta"), console=family.console)
    expected = SubscriptionCheck.RENEWED if lost != "nothing" else None
    assert renew_subscriptions(ACME_FB, plug, desk.heartbeats.of("acme_fb"), desk=desk) == expected
    required = {each for each in family.console.wanted(ACME_FB) if not each.optional}
    assert required <= family.console.subscriptions(ACME_FB)
    assert Fault.SUBSCRIPTIONS_LOST not in desk.heartbeats.of("acme_fb").faults


def test_a_token_says_whose_it_is_and_that_it_lasts(console: MetaConsole) -> None:
    for account in (ACME_FB, ACME_MS):
        assert check_tokens(account, console=console).sentence == "Acme, lasts"
    assert check_tokens(ACME_IG, console=console).sentence == f"@{seed.INSTAGRAM_USERNAME}, lasts"


def test_R3_a_token_of_another_page_or_account_is_told(console: MetaConsole) -> None:
    for account, found in ((ACME_FB, seed.PAGE_ID), (ACME_IG, seed.INSTAGRAM_ID)):
        step = check_tokens(replace(account, network_id="123456789"), console=console)
        assert step.state is StepState.FAILED
        assert found in step.sentence


@pytest.mark.parametrize(
    ("account", "scope"),
    [(ACME_FB, "pages_manage_engagement"), (ACME_MS, "pages_messaging"), (ACME_IG, "instagram_manage_comments")],
)
def test_a_missing_permission_is_named(desk_bench: Bench, console: MetaConsole, account: Account, scope: str) -> None:
    assert check(console, account, "rights").well
    desk_bench.meta.settings(scopes=[each for each in seed.SCOPES if each != scope])
    rights = check(console, account, "rights")
    assert (rights.well, scope in rights.sentence) == (False, True)
    step = check_tokens(account, console=console)
    assert (step.state, scope in step.sentence) == (StepState.FAILED, True)


@pytest.mark.parametrize("which", ["token_ends_at", "data_ends_at"])
def test_I8_a_permission_that_ends_soon_is_a_fault_in_time(desk_bench: Bench, console: MetaConsole, which: str) -> None:
    now = desk_bench.clock.now()
    for days, well in ((60, None), (15, None), (13, False), (1, False)):
        desk_bench.meta.settings(**{which: int((now + timedelta(days=days)).timestamp())})
        assert check(console, ACME_FB, "permission").well is well
    desk_bench.meta.settings(**{which: 0})
    assert check(console, ACME_FB, "permission").well is True


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("password_changed", "changed their Facebook password"),
        ("token_expired", "run out"),
        ("token_revoked", "removed"),
    ],
)
@pytest.mark.parametrize("account", ALL)
def test_I8_a_dead_token_is_told_as_disconnected_with_the_reason(
    desk_bench: Bench, console: MetaConsole, account: Account, error: str, said: str
) -> None:
    desk_bench.meta.settings(token="another", token_error=error)
    for ask in (console.checks, console.identity):
        with pytest.raises(DisconnectedError, match=said):
            ask(account)


def test_a_list_that_may_not_be_read_is_said_and_no_fault(desk_bench: Bench, console: MetaConsole) -> None:
    assert not any(each.what == "ads_posts" for each in console.checks(ACME_FB))
    desk_bench.meta.fault("permission", path="*/ads_posts")
    found = check(console, ACME_FB, "ads_posts")
    assert found.well is None
    assert "comments under advertisements are not found by polling" in found.sentence


def test_what_is_used_of_the_budget_is_said(desk_bench: Bench, console: MetaConsole) -> None:
    desk_bench.meta.settings(usage={"pages": 34})
    assert check(console, ACME_FB, "budget").sentence.startswith("34 % of what Meta allows")


@pytest.mark.parametrize(
    ("approved", "said", "well"), [(True, "yes", True), (True, "no", None), (False, "yes", False), (False, "no", None)]
)
@pytest.mark.parametrize("account", [ACME_MS, ACME_IG])
def test_N3_the_settings_are_compared_with_what_meta_says_of_human_agent(
    desk_bench: Bench, console: MetaConsole, account: Account, approved: bool, said: str, well: bool | None
) -> None:
    desk_bench.meta.settings(human_agent=approved)
    assert check(console, replace(account, options={"human_agent": said}), "Human Agent").well is well


def test_what_meta_tells_nobody_is_left_to_people(desk_bench: Bench, console: MetaConsole) -> None:
    desk_bench.meta.fault("permission", path="*/messaging_feature_review")
    told = {each.what: each for each in console.checks(ACME_MS)}
    assert (told["Human Agent"].well, told["conversation routing"].well) == (None, None)
    assert "Meta does not say" in told["Human Agent"].sentence


def test_R3_a_link_that_meta_shows_to_people_alone_is_found_by_reading_the_account(
    desk_bench: Bench, console: MetaConsole
) -> None:
    desk_bench.meta.fault("permission", path="*/me")
    assert console.identity(ACME_IG).network_id == seed.INSTAGRAM_ID
    desk_bench.meta.fault("permission", path="*/me")
    assert console.identity(ACME_FB).network_id == seed.PAGE_ID


def test_an_app_without_keys_is_disconnected(desk_bench: Bench, console: MetaConsole) -> None:
    desk_bench.secrets.held["main"] = {}
    for ask in (console.webhooks, lambda app: console.challenge(app, ELSEWHERE)):
        with pytest.raises(DisconnectedError):
            ask("main")


def test_no_token_or_secret_stands_in_any_error(desk_bench: Bench, console: MetaConsole) -> None:
    desk_bench.meta.settings(token="another")
    secrets = (seed.PAGE_TOKEN, seed.APP_SECRET, seed.VERIFY_TOKEN)
    for ask in (lambda: console.identity(ACME_FB), lambda: console.checks(ACME_FB)):
        with pytest.raises((DisconnectedError, InvalidError)) as failed:
            ask()
        assert not any(secret in str(failed.value) for secret in secrets)
