"""What the brand does to posts on the network, besides answering them."""

from dataclasses import replace

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.errors import (
    DisconnectedError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    OutcomeUnknownError,
    PostGoneError,
    RefusedError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.posts.incoming_post import Hidden
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.tickets.fold import Status
from shared.domain.tickets.moderating import moderation_of
from shared.networks.x.rules import XRules
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.moderation.moderate_post import moderate_post
from shared.usecases.moderation.note_hidden import note_hidden
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import answered, asked, at, minutes, sighted
from tests.fake_desk import FakeDesk
from tests.fake_plug import FakeModerator

ALL = frozenset(Moderation)
HIDE, UNHIDE, LIKE, UNLIKE, DELETE = Moderation
COMMENT = sighted(0).id


class ModeratedRules(XRules):
    """A network that lets an account hide, like and delete."""

    moderation = ALL


def desk_with(*said: SocialNetworkError | None) -> FakeDesk:
    desk = FakeDesk()
    desk.plug.rules = desk.rules["x"] = ModeratedRules()
    desk.plug.moderation = FakeModerator(list(said))
    ingest_post(sighted(0, kind=PostKind.COMMENT), desk=desk)
    desk.clock.instant = at(1)
    return desk


def done_by(desk: FakeDesk, action: Moderation, post: str = COMMENT) -> Post:
    return moderate_post(desk.only_ticket().id, post, action, by=desk.kt, desk=desk)[1]


def history(desk: FakeDesk) -> list[tuple[str | None, str | None, str | None]]:
    return [(a.by, a.reason, a.outcome) for a in desk.only_ticket().actions if a.kind == "moderated"]


def comment(desk: FakeDesk) -> Post:
    return desk.only_ticket().posts[0]


def test_W6_a_comment_is_hidden_and_shown_again_and_the_history_says_by_whom() -> None:
    desk = desk_with()
    assert done_by(desk, HIDE).hidden
    assert not done_by(desk, UNHIDE).hidden
    assert desk.plug.moderation.done == [("acme", COMMENT, HIDE), ("acme", COMMENT, UNHIDE)]
    assert history(desk) == [("kt", "hide", "done"), ("kt", "unhide", "done")]
    assert {entry.post for entry in desk.only_ticket().actions} == {COMMENT}


def test_a_comment_is_liked_and_goes_on_waiting() -> None:
    desk = desk_with()
    assert done_by(desk, LIKE).liked
    assert desk.only_ticket().status is Status.NEW
    assert desk.only_ticket().running is not None
    assert not done_by(desk, UNLIKE).liked


@pytest.mark.parametrize("action", [HIDE, LIKE])
def test_W6_the_same_twice_asks_the_network_once(action: Moderation) -> None:
    desk = desk_with()
    done_by(desk, action)
    done_by(desk, action)
    assert len(desk.plug.moderation.done) == len(history(desk)) == 1


@pytest.mark.parametrize("said", [OutcomeUnknownError("timed out"), UnreachableError("no connection")])
def test_W6_of_an_unknown_outcome_the_history_says_so_and_the_same_again_settles_it(said: SocialNetworkError) -> None:
    desk = desk_with(said)
    with pytest.raises(type(said)):
        done_by(desk, HIDE)
    assert (history(desk), comment(desk).hidden) == ([("kt", "hide", None)], False)
    assert done_by(desk, HIDE).hidden
    assert history(desk) == [("kt", "hide", "done")]


def test_somebody_else_who_asks_again_has_an_entry_of_their_own() -> None:
    desk = desk_with(OutcomeUnknownError("timed out"))
    with pytest.raises(OutcomeUnknownError):
        done_by(desk, HIDE)
    moderate_post(desk.only_ticket().id, COMMENT, HIDE, by=desk.boss, desk=desk)
    assert history(desk) == [("kt", "hide", None), ("boss", "hide", "done")]


def test_W6_what_the_network_refuses_is_not_in_the_history() -> None:
    desk = desk_with(RefusedError("Not your comment."))
    with pytest.raises(RefusedError):
        done_by(desk, HIDE)
    assert (history(desk), comment(desk).hidden) == ([], False)


def test_I8_a_refused_token_is_the_accounts_fault() -> None:
    desk = desk_with(DisconnectedError("The token is dead."))
    with pytest.raises(DisconnectedError):
        done_by(desk, HIDE)
    assert Fault.ACCOUNT_DISCONNECTED in desk.heartbeats.of("acme").faults


def test_I6_a_comment_that_is_gone_is_looked_up() -> None:
    desk = desk_with(PostGoneError("It does not exist."))
    desk.plug.lookups.gone[COMMENT] = "deleted"
    with pytest.raises(PostGoneError):
        done_by(desk, HIDE)
    assert history(desk) == []
    assert desk.plug.lookups.asked


def own(desk: FakeDesk) -> Post:
    told = desk.only_ticket()
    reply_to_ticket(ReplyToTicket(told.id, "reply-0001", COMMENT, COMMENT, "It left today."), by=desk.kt, desk=desk)
    desk.clock.forward(minutes(1))
    send_reply(told.id, "reply-0001", desk=desk)
    return desk.only_ticket().last_post


@pytest.mark.parametrize("said", [None, PostGoneError("It does not exist.")])
def test_C9_our_own_answer_is_deleted_and_answers_no_more(said: SocialNetworkError | None) -> None:
    desk = desk_with(said)
    post = own(desk)
    assert desk.only_ticket().status is Status.ANSWERED
    gone = done_by(desk, DELETE, post.id)
    told = desk.only_ticket()
    assert (gone.text, gone.answers, told.status) == ("", False, Status.NEW)
    assert told.running is not None
    assert told.running.started_at == at(0)
    assert history(desk) == [("kt", "delete", "done")]
    done_by(desk, DELETE, post.id)
    assert len(history(desk)) == 1


def test_W6_an_answer_is_deleted_by_its_writer_or_by_a_manager() -> None:
    desk = desk_with()
    post = own(desk)
    other = replace(desk.kt, id="other")
    with pytest.raises(ForbiddenError):
        moderate_post(desk.only_ticket().id, post.id, DELETE, by=other, desk=desk)
    assert desk.plug.moderation.done == []
    moderate_post(desk.only_ticket().id, post.id, DELETE, by=desk.boss, desk=desk)
    assert history(desk) == [("boss", "delete", "done")]


def test_only_what_the_network_offers_is_done() -> None:
    desk = desk_with()
    desk.plug.rules = desk.rules["x"] = XRules()
    with pytest.raises(InvalidError, match="does not offer"):
        done_by(desk, HIDE)


def test_a_post_of_another_ticket_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        done_by(desk_with(), HIDE, "1")


@pytest.mark.parametrize(
    ("post", "menu"),
    [
        (asked(0, kind=PostKind.COMMENT), (HIDE, LIKE)),
        (asked(0, kind=PostKind.COMMENT, hidden=True, liked=True), (UNHIDE, UNLIKE)),
        (asked(0, kind=PostKind.MENTION), (LIKE,)),
        (asked(0, kind=PostKind.REVIEW), (LIKE,)),
        (asked(0, kind=PostKind.COMMENT, deleted_at=at(1)), ()),
        (asked(0, channel=Channel.DIRECT), ()),
        (answered(1, by="kt"), (DELETE,)),
        (answered(1, by="other"), ()),
        (answered(1), ()),
        (answered(1, by="kt", deleted_at=at(2)), ()),
        (answered(1, by="kt", channel=Channel.DIRECT), ()),
    ],
)
def test_the_menu_holds_what_the_reader_may_do_just_now(post: Post, menu: tuple[Moderation, ...]) -> None:
    desk = FakeDesk()
    assert moderation_of(post, ALL, by=desk.kt) == menu
    assert moderation_of(post, frozenset({HIDE}), by=desk.kt) == tuple(each for each in menu if each is HIDE)


def test_a_manager_may_delete_a_native_answer() -> None:
    assert moderation_of(answered(1), ALL, by=FakeDesk().boss) == (DELETE,)


def hidden(minute: float, *, is_hidden: bool = True, post: str = COMMENT) -> Hidden:
    return Hidden("x", post, at(minute), is_hidden)


def test_W6_what_a_colleague_hides_in_the_networks_app_is_noted_without_a_person_and_once() -> None:
    desk = desk_with()
    outcomes = [ingest_delivery([hidden(2)], source="webhook", desk=desk) for _ in range(2)]
    assert [dict(each) for each in outcomes] == [{"hidden": 1}] * 2
    assert comment(desk).hidden
    assert history(desk) == [(None, "hide", "done")]


@pytest.mark.parametrize("order", [(2, 3), (3, 2)])
def test_I3_of_two_words_the_later_one_holds_whichever_comes_first(order: tuple[int, int]) -> None:
    desk = desk_with()
    for minute in order:
        note_hidden(hidden(minute, is_hidden=minute == 2), desk=desk)
    assert not comment(desk).hidden


def test_the_event_of_what_the_desk_did_adds_nothing() -> None:
    desk = desk_with()
    done_by(desk, HIDE)
    note_hidden(hidden(2), desk=desk)
    assert history(desk) == [("kt", "hide", "done")]


def test_W6_the_event_settles_an_unknown_outcome() -> None:
    desk = desk_with(OutcomeUnknownError("timed out"))
    with pytest.raises(OutcomeUnknownError):
        done_by(desk, HIDE)
    note_hidden(hidden(2), desk=desk)
    assert (comment(desk).hidden, history(desk)) == (True, [("kt", "hide", "done")])


def test_a_hidden_post_that_the_desk_does_not_hold_is_nobodys() -> None:
    assert not note_hidden(hidden(2, post="1"), desk=desk_with())


def test_a_crash_before_the_outcome_is_written_leaves_an_open_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person sees that it is open, and does the same again."""
    desk = desk_with()
    save, saves = desk.tickets.save, 0

    def dies(*args: object, **more: object) -> object:
        nonlocal saves
        saves += 1
        if saves == 2:
            raise KeyboardInterrupt
        return save(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.tickets, "save", dies)
    with pytest.raises(KeyboardInterrupt):
        done_by(desk, HIDE)
    assert (history(desk), comment(desk).hidden) == ([("kt", "hide", None)], False)
    done_by(desk, HIDE)
    assert (history(desk), comment(desk).hidden) == ([("kt", "hide", "done")], True)


def test_W6_two_at_once_keep_both_entries() -> None:
    desk = desk_with()
    moderator = desk.plug.moderation

    class Meanwhile(FakeModerator):
        def apply(self, *args: object) -> None:
            desk.plug.moderation = moderator
            moderate_post(desk.only_ticket().id, COMMENT, LIKE, by=desk.boss, desk=desk)

    desk.plug.moderation = Meanwhile()
    done_by(desk, HIDE)
    assert (comment(desk).hidden, comment(desk).liked) == (True, True)
    assert sorted(map(str, history(desk))) == ["('boss', 'like', 'done')", "('kt', 'hide', 'done')"]
