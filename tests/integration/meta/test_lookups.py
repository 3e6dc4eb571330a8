"""What became of stored comments: a deletion is believed only while others' words are shown (I6)."""

from datetime import timedelta
from typing import Any

import pytest

from infra.local.meta import seed
from shared.domain.errors import DisconnectedError, RateLimitedError
from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost
from shared.domain.settings.desk import Account
from shared.networks.meta.facebook.lookups import FacebookLookups
from shared.networks.meta.instagram.lookups import InstagramLookups
from shared.networks.meta.polling.lookups import MetaLookedUp
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.reading.version import version_of
from tests.integration.meta.bench import ACME_FB, ACME_IG, Bench

BOTH = [("facebook", ACME_FB), ("instagram", ACME_IG)]
OTHER = "200000000000009_300000000000009"


def look_up(bench: Bench, account: Account, *ids: str) -> MetaLookedUp:
    made = FacebookLookups if account == ACME_FB else InstagramLookups
    return made(bench.family.client).look_up(account, ids)


def told(bench: Bench, found: MetaLookedUp, *ids: str) -> list[Event]:
    return [event for body in found.deliveries(ids) for event in MetaReader().read(body, bench.clock.now())]


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_I6_a_deleted_comment_is_gone_while_others_are_there(
    desk_bench: Bench, platform: str, account: Account
) -> None:
    there = desk_bench.comment("まだですか", platform=platform)["id"]
    gone = desk_bench.comment("a mistake", "Taro", platform=platform)["id"]
    desk_bench.meta.delete_comment(gone)
    found = look_up(desk_bench, account, there, gone)
    assert (found.versions, found.gone) == ({there: version_of("まだですか")}, {gone: "deleted"})
    [deletion] = told(desk_bench, found, gone)
    assert deletion == Deletion(account.network, gone, desk_bench.clock.now())


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_N2_an_edit_comes_as_the_post_in_its_new_words(desk_bench: Bench, platform: str, account: Account) -> None:
    top = desk_bench.comment("red", platform=platform)
    reply = desk_bench.comment("red too", "Taro", platform=platform, answers=top["id"])
    desk_bench.meta.edit_comment(reply["id"], "blue")
    found = look_up(desk_bench, account, reply["id"])
    assert found.versions == {reply["id"]: version_of("blue")}
    [post] = told(desk_bench, found, reply["id"])
    assert isinstance(post, IncomingPost)
    assert (post.text, post.conversation_id, post.incomplete) == ("blue", top["id"], False)


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_I6_one_that_is_alone_is_gone_if_others_words_are_shown(
    desk_bench: Bench, platform: str, account: Account
) -> None:
    desk_bench.comment("hello", platform=platform)
    gone = desk_bench.comment("a mistake", "Taro", platform=platform)["id"]
    desk_bench.meta.delete_comment(gone)
    assert look_up(desk_bench, account, gone).gone == {gone: "deleted"}


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_I6_nothing_is_believed_while_nobodys_words_are_shown(
    desk_bench: Bench, platform: str, account: Account
) -> None:
    top = desk_bench.comment("hello", platform=platform)["id"]
    desk_bench.meta.comment("brand", "We look into it.", platform=platform)
    desk_bench.meta.delete_comment(top)
    found = look_up(desk_bench, account, top)
    assert (found.versions, found.gone) == ({}, {})


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_I6_the_accounts_own_words_are_no_proof_that_others_are_shown(
    desk_bench: Bench, platform: str, account: Account
) -> None:
    top = desk_bench.comment("hello", platform=platform)["id"]
    own = desk_bench.meta.comment("brand", "We look into it.", platform=platform)["id"]
    desk_bench.meta.delete_comment(top)
    found = look_up(desk_bench, account, top, own)
    assert (set(found.versions), found.gone) == ({own}, {})


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_I6_a_right_that_is_gone_deletes_nothing(desk_bench: Bench, platform: str, account: Account) -> None:
    ids = [desk_bench.comment(str(n), platform=platform)["id"] for n in range(3)]
    kept = [each for each in seed.SCOPES if each not in ("pages_read_user_content", "instagram_manage_comments")]
    desk_bench.meta.settings(scopes=kept)
    found = look_up(desk_bench, account, *ids)
    assert (found.versions, found.gone) == ({}, {})


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_I6_what_people_wrote_elsewhere_is_never_taken_for_deleted(
    desk_bench: Bench, platform: str, account: Account
) -> None:
    there = desk_bench.comment(platform=platform)["id"]
    mention = desk_bench.meta.mention("Taro", "look", platform=platform)["id"]
    desk_bench.meta.fault("gone", times=1, method="GET", path=f"/{mention}")
    found = look_up(desk_bench, account, there, mention, OTHER)
    assert mention not in found.gone
    if account == ACME_FB:
        assert OTHER not in found.gone


def test_I6_visitors_posts_and_recommendations_are_looked_up_too(desk_bench: Bench) -> None:
    kept = desk_bench.meta.post("A question", **{"from": "Hanako"})["id"]
    gone = desk_bench.meta.post("A mistake", **{"from": "Taro"})["id"]
    review = desk_bench.meta.review("Jiro", "Fine", recommends=True)["id"]
    desk_bench.meta.delete_comment(gone)
    found = look_up(desk_bench, ACME_FB, kept, gone, review)
    assert found.versions[kept] == version_of("A question")
    assert found.gone == {gone: "deleted"}
    desk_bench.meta.delete_comment(review)
    assert look_up(desk_bench, ACME_FB, kept, review).gone == {review: "deleted"}


def test_fifty_are_looked_up_in_one_call(desk_bench: Bench) -> None:
    ids = [desk_bench.comment(str(n))["id"] for n in range(50)]
    assert len(look_up(desk_bench, ACME_FB, *ids).versions) == 50
    assert desk_bench.requests("POST batch") == 1


def test_ids_that_are_none_of_metas_never_reach_it(desk_bench: Bench) -> None:
    found = look_up(desk_bench, ACME_FB, "../me", "rating:1:2", "?x", "1/2", "", "m_AAA.==")
    assert (found.versions, found.gone) == ({}, {})
    assert desk_bench.requests("POST batch") == 0


@pytest.mark.parametrize(("platform", "account"), BOTH)
def test_one_that_meta_did_not_get_to_has_no_result(desk_bench: Bench, platform: str, account: Account) -> None:
    first, second = (desk_bench.comment(str(n), platform=platform)["id"] for n in range(2))
    desk_bench.meta.fault("null", path=f"*{second}")
    found = look_up(desk_bench, account, first, second)
    assert (list(found.versions), found.gone) == ([first], {})


@pytest.mark.parametrize(("platform", "account"), BOTH)
@pytest.mark.parametrize(("how", "error"), [("page_limit", RateLimitedError), ("password_changed", DisconnectedError)])
def test_a_limit_or_a_dead_token_in_one_answer_is_that_of_all(
    desk_bench: Bench, platform: str, account: Account, how: str, error: type[Exception]
) -> None:
    ident = desk_bench.comment(platform=platform)["id"]
    desk_bench.meta.fault(how, path=f"*{ident}")
    with pytest.raises(error):
        look_up(desk_bench, account, ident)


def test_N1_lookups_stop_at_80_percent(desk_bench: Bench) -> None:
    ident = desk_bench.comment()["id"]
    lookups = FacebookLookups(desk_bench.family.client)
    desk_bench.meta.settings(usage={"pages": 85, "app": 85})
    more: dict[str, Any] = {"match": "of the calls that Meta allows"}
    with pytest.raises(RateLimitedError, **more):
        [lookups.look_up(ACME_FB, [ident]) for _ in range(3)]
    desk_bench.clock.forward(timedelta(minutes=16))
    lookups.look_up(ACME_FB, [ident])
