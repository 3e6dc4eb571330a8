"""The route of moderation, and what the page reads of it."""

from typing import Any

import pytest

from functions.desk_api.app import app as _app
from shared import wiring
from shared.domain.errors import OutcomeUnknownError, RefusedError
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call
from tests.unit.moderation.test_moderation import COMMENT, desk_with, own


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    assert _app
    fake = desk_with()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def moderated(desk: FakeDesk, action: str, post: str = COMMENT, **more: Any) -> tuple[int, Any]:
    return call("POST", f"/api/tickets/{desk.only_ticket().id}/posts/{post}/moderate", {"action": action}, **more)


def full(desk: FakeDesk) -> Any:
    return call("GET", f"/api/tickets/{desk.only_ticket().id}")[1]


def test_the_route_answers_with_the_post_and_what_can_be_done_next(desk: FakeDesk) -> None:
    assert full(desk)["posts"][0]["moderation"] == ["hide", "like"]
    status, post = moderated(desk, "hide")
    assert (status, post["id"], post["hidden"], post["liked"]) == (200, COMMENT, True, False)
    assert post["moderation"] == ["unhide", "like"]
    assert full(desk)["posts"][0] == post


def test_W6_the_history_names_person_action_and_post(desk: FakeDesk) -> None:
    moderated(desk, "like")
    [entry] = full(desk)["history"]
    told = (entry["kind"], entry["reason"], entry["post"], entry["outcome"], entry["by"]["name"])
    assert told == ("moderated", "like", COMMENT, "done", "Keiko")


def test_of_an_unknown_outcome_the_history_says_so(desk: FakeDesk) -> None:
    desk.plug.moderation.says = [OutcomeUnknownError("timed out")]
    assert moderated(desk, "hide")[0] == 502
    assert [entry["outcome"] for entry in full(desk)["history"]] == ["unknown"]


def test_C9_a_deleted_answer_stands_once_in_the_history(desk: FakeDesk) -> None:
    post = own(desk)
    status, gone = moderated(desk, "delete", post.id)
    assert (status, gone["deleted"], gone["moderation"]) == (200, True, [])
    assert [(e["kind"], e["reason"]) for e in full(desk)["history"] if e["by"]] == [("moderated", "delete")]
    assert "taken_back" not in [e["kind"] for e in full(desk)["history"]]


@pytest.mark.parametrize(
    ("action", "post", "status"), [("delete", COMMENT, 400), ("ban", COMMENT, 400), ("hide", "1", 404)]
)
def test_what_cannot_be_done_is_refused(desk: FakeDesk, action: str, post: str, status: int) -> None:
    assert moderated(desk, action, post)[0] == status


def test_the_networks_refusal_is_told_in_its_words(desk: FakeDesk) -> None:
    desk.plug.moderation.says = [RefusedError("Not your comment.")]
    status, problem = moderated(desk, "hide")
    assert (status, problem["code"], problem["detail"]) == (502, "refused", "Not your comment.")


def test_nobody_without_a_role_moderates(desk: FakeDesk) -> None:
    assert moderated(desk, "hide", groups="[]")[0] == 403
    assert desk.plug.moderation.done == []
