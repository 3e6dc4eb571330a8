"""The policies have an order that people give and see; the first that matches counts, `default` last (C8)."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidError, SettingsMovedError, VersionConflictError
from shared.domain.posts.kinds import Channel
from shared.domain.sla.policy import Policy
from shared.domain.sla.policy_order import reordered, shadowed
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.file import documents_in, file_of
from shared.usecases.settings_changes.change_settings import (
    Changed,
    change_settings,
    on_current_versions,
    settings_in_force,
)
from tests.builders import at, minutes, sighted
from tests.fake_desk import FakeDesk
from tests.toy.rules import ToyRules
from tests.unit.settings.test_settings import SOON, dry_run, push

FILE = tomllib.loads("""
[[keyword_rules]]
id = "vip"
words = ["premium"]
tags = ["vip"]

[[policies]]
id = "vip"
tags = ["vip"]
first_reply_minutes = 5
next_reply_minutes = 5

[[policies]]
id = "help_account"
accounts = ["acme"]
first_reply_minutes = 90
next_reply_minutes = 90
""")


def policies(*ids: str) -> dict[str, Any]:
    return {"policies": [{"id": ident, "tags": [ident]} for ident in ids]}


def order(desk: FakeDesk) -> list[str]:
    return [policy.id for policy in desk_settings(desk, fresh=True).policies]


def swap(desk: FakeDesk, *ids: str, version: int | None = None) -> Changed:
    document = Document("order", "policy", version if version is not None else order_version(desk), {"ids": list(ids)})
    return change_settings([document], by=desk.boss, desk=desk, within=SOON)


def order_version(desk: FakeDesk) -> int:
    return next(d.version for d in settings_in_force(desk=desk) if d.kind == "order")


def test_C8_the_first_policy_of_the_file_counts_whatever_the_alphabet_says() -> None:
    desk = FakeDesk()
    push(FILE, desk)
    ingest_post(sighted(0, text="@acme_help premium customer here"), desk=desk)
    clock = desk.only_ticket().running
    assert clock is not None
    assert (clock.policy.id, clock.target) == ("vip", minutes(5))
    assert order(desk) == ["vip", "help_account", "default"]


NETWORKS = tomllib.loads("""
[[policies]]
id = "town"
networks = ["toy", "toy"]
first_reply_minutes = 180
next_reply_minutes = 180

[[policies]]
id = "vip_town"
networks = ["toy"]
accounts = ["toys"]
priorities = ["urgent"]
first_reply_minutes = 10

[[policies]]
id = "x_alone"
networks = ["x"]
first_reply_minutes = 20
next_reply_minutes = 20
""")
TOYS = Document("account", "toys", 1, {"network": "toy", "network_id": "did:toy:brand", "name": "Toys"})


def desk_on_two_networks(*documents: Document) -> FakeDesk:
    desk = FakeDesk(TOYS, *documents)
    desk.rules = {**desk.rules, "toy": ToyRules()}
    return desk


def test_N1_C8_a_network_may_have_a_promise_of_its_own() -> None:
    desk = desk_on_two_networks()
    push(NETWORKS, desk)
    town = replace(sighted(0, id="toy-1"), network="toy", received_for="did:toy:brand")
    for post in (sighted(0), town):
        ingest_post(post, desk=desk)
    clocks = {t.network: t.running for t in desk.tickets.tickets.values() if t.running is not None}
    assert {name: clock.target for name, clock in clocks.items()} == {"x": minutes(20), "toy": minutes(180)}
    pulled = {policy["id"]: policy for policy in file_of(settings_in_force(desk=desk))["policies"]}
    assert pulled["town"]["networks"] == ["toy"]


def test_C6_a_dry_run_says_what_a_promise_for_one_network_would_move_and_others_stay() -> None:
    desk = desk_on_two_networks()
    town = replace(sighted(0, id="toy-1"), network="toy", received_for="did:toy:brand")
    for post in (sighted(0), town):
        ingest_post(post, desk=desk)
    moves = dry_run(NETWORKS, desk).moves
    assert (moves.clocks, moves.earlier, moves.later) == (2, 1, 1)
    only_toy = {"policies": NETWORKS["policies"][:2]}
    assert dry_run(only_toy, desk).moves.clocks == 1
    push(only_toy, desk)
    assert [clock.target for t in desk.tickets.tickets.values() if (clock := t.running)] == [minutes(60), minutes(180)]


@pytest.mark.parametrize("table", ["policies", "keyword_rules"])
def test_C8_a_network_that_the_desk_does_not_know_is_refused_at_its_place(table: str) -> None:
    desk = desk_on_two_networks()
    words = {"words": ["*"]} if table == "keyword_rules" else {}
    with pytest.raises(InvalidError, match="there is no network 'tpy'; did you mean 'toy'") as refused:
        push({table: [{"id": "a", "networks": ["x", "tpy"], **words}]}, desk)
    assert refused.value.path == f"{table}[a].networks[1]"


def test_C8_what_is_for_accounts_of_another_network_is_named() -> None:
    desk = desk_on_two_networks()
    wanted = {"networks": ["toy"], "accounts": ["acme"]}
    rule = {"id": "r", "words": ["*"], "tags": ["new"], **wanted}
    told = push({"policies": [{"id": "p", **wanted}], "keyword_rules": [rule]}, desk).warnings
    sentence = "can never match: none of its accounts is on a network that it is for"
    assert [(each.path, each.sentence) for each in told] == [
        ("policies[p]", sentence),
        ("keyword_rules[r]", sentence),
    ]


def test_C8_a_policy_for_a_network_hides_one_for_an_account_of_it() -> None:
    desk = desk_on_two_networks()
    file = {"policies": [{"id": "town", "networks": ["toy"]}, {"id": "toys", "accounts": ["toys"]}]}
    [told] = push(file, desk).warnings
    assert (told.path, "goes to town before it" in told.sentence) == ("policies[toys]", True)


def test_C8_default_counts_last_wherever_the_file_names_it() -> None:
    desk = FakeDesk()
    push({"policies": [{"id": "default", "first_reply_minutes": 30}, *policies("b", "a")["policies"]]}, desk)
    assert order(desk) == ["b", "a", "default"]


def test_C8_the_order_of_another_file_takes_the_place_of_the_first() -> None:
    desk = FakeDesk()
    push(policies("c", "a", "b"), desk)
    assert [(d.kind, d.version) for d in push(policies("b", "c", "a"), desk).documents] == [("order", 2)]
    assert order(desk) == ["b", "c", "a", "default"]
    assert push(policies("b", "c", "a"), desk).documents == ()


def test_C8_a_file_that_leaves_policies_out_leaves_them_where_they_are() -> None:
    desk = FakeDesk()
    push(policies("a", "b", "c", "d"), desk)
    push(policies("c", "a"), desk)
    assert order(desk) == ["c", "b", "a", "d", "default"]
    push(policies("c", "new"), desk)
    assert order(desk) == ["c", "new", "b", "a", "d", "default"]
    push(policies("first", "c"), desk)
    assert order(desk) == ["first", "c", "new", "b", "a", "d", "default"]


def test_C8_what_is_pulled_can_be_pushed_and_says_the_order() -> None:
    desk = FakeDesk()
    push(policies("z", "a", "m"), desk)
    file = file_of(settings_in_force(desk=desk))
    assert [policy["id"] for policy in file["policies"]] == ["z", "a", "m", "default"]
    assert "order" not in file
    assert push(file, desk).documents == ()
    other = FakeDesk()
    push(file, other)
    assert order(other) == order(desk)


def test_C8_a_policy_that_is_added_comes_last_and_changes_no_other() -> None:
    desk = FakeDesk()
    push(policies("z", "m"), desk)
    told = change_settings([Document("policy", "a", 0, {"tags": ["a"]})], by=desk.boss, desk=desk, within=SOON)
    assert [(d.kind, d.id, d.version) for d in told.documents] == [("policy", "a", 1)]
    assert order(desk) == ["z", "m", "a", "default"]
    assert {d.id: d.version for d in settings_in_force(desk=desk) if d.kind == "policy"}["z"] == 1


def test_C8_a_policy_that_was_retired_comes_back_to_its_place() -> None:
    desk = FakeDesk()
    push(policies("c", "b", "a"), desk)
    change_settings([Document("policy", "b", 1, {"retired": True})], by=desk.boss, desk=desk, within=SOON)
    assert order(desk) == ["c", "a", "default"]
    swap(desk, "a", "c")
    change_settings([Document("policy", "b", 2, {"tags": ["b"]})], by=desk.boss, desk=desk, within=SOON)
    assert order(desk) == ["a", "b", "c", "default"]


def test_C8_of_two_who_move_policies_at_once_the_second_is_told() -> None:
    desk = FakeDesk()
    push(policies("b", "a"), desk)
    seen = order_version(desk)
    swap(desk, "a", "b", version=seen)
    with pytest.raises(SettingsMovedError) as moved:
        swap(desk, "b", "a", version=seen)
    assert (moved.value.kind, moved.value.ident, moved.value.version) == ("order", "policy", seen + 1)


def test_C8_two_who_add_a_policy_at_once_both_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    push(policies("z", "m"), desk)
    beside, put = desk.settings.beside(), desk.settings.put
    raced: list[bool] = []

    def late(documents: Any, **more: Any) -> None:
        if not raced:
            raced.append(True)
            beside.put(
                [
                    Document("policy", "b", 1, {"tags": ["b"]}),
                    Document("order", "policy", order_version(desk) + 1, {"ids": ["z", "m", "b"]}),
                ]
            )
        put(documents, **more)

    monkeypatch.setattr(desk.settings, "put", late)
    change_settings([Document("policy", "a", 0, {"tags": ["a"]})], by=desk.boss, desk=desk, within=SOON)
    assert order(desk) == ["z", "m", "b", "a", "default"]
    monkeypatch.setattr(desk.settings, "put", lambda *_, **__: (_ for _ in ()).throw(VersionConflictError("always")))
    with pytest.raises(VersionConflictError):
        change_settings([Document("policy", "c", 0, {"tags": ["c"]})], by=desk.boss, desk=desk, within=SOON)


@pytest.mark.parametrize(
    ("ids", "path", "said"),
    [
        (["vpi"], "order[policy].ids[0]", "did you mean 'vip'"),
        (["vip", "default"], "order[policy].ids[1]", "always counts last"),
        ("vip", "order[policy].ids", "a list"),
        ([5], "order[policy].ids[0]", "the id of a policy"),
    ],
)
def test_C8_an_order_that_cannot_be_is_refused_with_its_place(ids: Any, path: str, said: str) -> None:
    desk = FakeDesk()
    push(FILE, desk)
    with pytest.raises(InvalidError) as refused:
        change_settings(
            [Document("order", "policy", order_version(desk), {"ids": ids})], by=None, desk=desk, within=SOON
        )
    assert refused.value.path == path
    assert said in refused.value.sentence


def test_C6_a_dry_run_says_what_another_order_would_move_and_saving_moves_it() -> None:
    desk = FakeDesk()
    push(FILE, desk)
    ingest_post(sighted(0, text="@acme_help premium customer here"), desk=desk)
    other = {**FILE, "policies": FILE["policies"][::-1]}
    moves = dry_run(other, desk).moves
    assert [(move.due_at, move.new_due_at) for move in moves.examples] == [(at(5), at(90))]
    assert order(desk)[0] == "vip"
    assert push(other, desk).moves.later == 1
    clock = desk.only_ticket().running
    assert clock is not None
    assert (clock.policy.id, clock.due_at) == ("help_account", at(90))


def test_C8_a_policy_that_can_never_match_is_named_and_so_is_what_takes_its_tickets() -> None:
    desk = FakeDesk()
    told = push({"policies": [{"id": "all"}, {"id": "direct", "channels": ["direct"]}]}, desk)
    assert [(each.path, "goes to all" in each.sentence) for each in told.warnings] == [("policies[direct]", True)]
    assert push({"policies": [{"id": "direct", "channels": ["direct"]}, {"id": "all"}]}, desk).warnings == ()
    assert [each.path for each in swap(desk, "all", "direct").warnings] == ["policies[direct]"]
    third = {
        "policies": [{"id": "third", "tags": ["t"]}],
        "keyword_rules": [{"id": "t", "words": ["t"], "tags": ["t"]}],
    }
    assert [each.path for each in push(third, desk).warnings] == ["policies[third]"]
    assert {each.path for each in swap(desk, "all", "third", "direct").warnings} == {
        "policies[direct]",
        "policies[third]",
    }


def test_C8_a_tag_that_no_rule_gives_is_named_with_the_one_that_was_meant() -> None:
    told = push({**FILE, "policies": [{"id": "gold", "tags": ["VIP", "gold"]}]}, FakeDesk()).warnings
    assert [(each.path, "did you mean 'vip'" in each.sentence) for each in told] == [
        ("policies[gold].tags[0]", True),
        ("policies[gold].tags[1]", False),
    ]
    assert push(FILE, FakeDesk()).warnings == ()


def test_C8_a_change_elsewhere_that_leaves_a_policy_without_tickets_names_it() -> None:
    desk = FakeDesk()
    push(FILE, desk)
    gone = change_settings(
        [Document("keyword_rule", "vip", 1, {"retired": True})], by=desk.boss, desk=desk, within=SOON
    )
    assert [each.path for each in gone.warnings] == ["policies[vip].tags[0]"]
    other = change_settings([Document("team", "t", 0, {"name": "T"})], by=desk.boss, desk=desk, within=SOON)
    assert other.warnings == ()


@pytest.mark.parametrize(
    "ladder",
    [[], [{"step": "late30", "after_minutes": 30}], [{"step": "late", "at_percent": 50, "after_minutes": 31}]],
)
def test_C8_a_promise_without_a_step_at_or_before_its_deadline_is_refused(ladder: list[Any]) -> None:
    desk = FakeDesk()
    wanted = {"policies": [{"id": "default", "ladder": ladder}]}
    with pytest.raises(InvalidError, match="before the deadline") as refused:
        push(wanted, desk)
    assert refused.value.path == "policies[default].ladder"
    early = [{"step": "warn", "at_percent": 50}, *ladder]
    assert push({"policies": [{"id": "default", "ladder": early}]}, desk).documents


def test_C8_one_that_is_stored_already_stays_readable_and_in_the_way_of_nothing_else() -> None:
    desk = FakeDesk(Document("policy", "silent", 1, {"tags": ["x"], "ladder": []}))
    assert push({"teams": [{"id": "t", "name": "T"}]}, desk).documents
    assert order(desk) == ["silent", "default"]


names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(names, names)
def test_C8_an_order_holds_all_names_once_in_the_wanted_sequence_and_the_others_in_theirs(
    known: list[str], wanted: list[str]
) -> None:
    result = reordered(known, wanted)
    assert sorted(result) == sorted({*known, *wanted})
    assert [name for name in result if name in wanted] == wanted
    others = [name for name in known if name not in wanted]
    assert [name for name in result if name in others] == others
    assert reordered(result, wanted) == result


matchers = st.builds(
    lambda networks, accounts, channels, priorities, tags: {
        "networks": networks, "accounts": accounts, "channels": channels, "priorities": priorities, "tags": tags
    },
    st.lists(st.sampled_from(["red", "blue"]), unique=True).map(tuple),
    st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple),
    st.lists(st.sampled_from(list(Channel)), unique=True).map(tuple),
    st.lists(st.sampled_from(["normal", "high", "urgent"]), unique=True).map(tuple),
    st.lists(st.sampled_from(["x", "y"]), unique=True).map(tuple),
)  # fmt: skip


@given(st.lists(matchers, max_size=4))
def test_C8_a_policy_is_named_as_shadowed_exactly_if_no_ticket_ever_gets_it(found: list[dict[str, Any]]) -> None:
    tried = [Policy(f"p{n}", 1, "always", **each) for n, each in enumerate(found)]
    reached = {
        next(
            (policy.id for policy in tried if policy.matches(network=n, account=a, channel=c, priority=p, tags=t)), None
        )
        for a, n in (("a", "red"), ("b", "blue"), ("another", "red"), ("another", "blue"), ("another", "green"))
        for c in Channel
        for p in ("normal", "high", "urgent")
        for t in ((), ("x",), ("y",), ("x", "y"))
    }
    assert {policy.id for policy, _ in shadowed(tried, {"a": "red", "b": "blue"})} == {
        policy.id for policy in tried
    } - reached


def test_a_policy_takes_its_place_from_documents_of_a_file() -> None:
    assert [d.kind for d in documents_in(FILE)] == ["keyword_rule", "policy", "policy", "order"]
    on_current = on_current_versions(documents_in(FILE), desk=FakeDesk())
    assert on_current[-1].body == {"ids": ["vip", "help_account"]}
