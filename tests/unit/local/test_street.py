"""The demo's customers, whichever network they write on."""

import random
from collections.abc import Mapping, Sequence

import pytest

from infra.local.customers.neighbourhood import Conversation, Neighbourhood
from infra.local.customers.story import Line, Sticker, Story, TakenBack
from infra.local.customers.street import ASKS_AGAIN_AFTER, THANKS_AFTER, Street
from infra.local.stand_ins import SeedAccount


class Village:
    """People who write on paper: a neighbourhood without a network."""

    def __init__(self, name: str, *stories: Story) -> None:
        self.account = SeedAccount(id=name, network_id=name, name=name, app="main", colour="#000000")
        self.stories: Sequence[tuple[SeedAccount, Sequence[Story]]] = [(self.account, stories)]
        self.written: list[Line] = []
        self.answered: dict[str, str] = {}

    def meet(self, story: Story) -> str:
        return f"id of {story.handle}"

    def write(self, conversation: Conversation, line: Line) -> str:
        self.written.append(line)
        return f"{self.account.id}-{len(self.written)}"

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:
        return self.answered


SHORT = Story("aki", "Aki", ("Hello", "about {order}", Sticker("please")), again="Hello?", thanks=Sticker("thanks"))
MOVED = Story("bo", "Bo", ("Hi", TakenBack("{order}, 090-0000-0000")), thanks="Thanks")


@pytest.fixture
def villages() -> tuple[Village, Village]:
    return Village("here", SHORT, MOVED), Village("there", MOVED)


def street(*villages: Neighbourhood) -> Street:
    return Street(villages, random.Random(1))  # noqa: S311 - a shuffle that can be repeated


def test_accounts_of_all_networks_take_turns(villages: tuple[Village, Village]) -> None:
    here = street(*villages)
    first = [here.somebody_writes(0).splitlines()[0] for _ in range(4)]
    assert first == ["aki → here: Hello", "bo → there: Hi", "bo → here: Hi", "bo2 → there: Hi"]


def test_a_customer_who_writes_several_lines_is_answered_below_the_last(villages: tuple[Village, Village]) -> None:
    village, _ = villages
    here = street(village)
    said = here.somebody_writes(0)
    assert [str(line) for line in village.written] == ["Hello", said.splitlines()[1].partition(": ")[2], "[please]"]
    assert "{order}" not in said
    village.answered = {"here-2": "an answer to what came before the sticker"}
    assert here.everybody_looks(1) == []
    village.answered = {"here-3": "an answer"}
    assert here.everybody_looks(2) == []
    assert here.everybody_looks(2 + THANKS_AFTER[1]) == ["aki → here: [thanks]"]
    assert here.everybody_looks(1000) == []


def test_who_asks_again_does_so_once_and_is_answered_below_that(villages: tuple[Village, Village]) -> None:
    village, _ = villages
    here = street(village)
    here.somebody_writes(0)
    assert here.everybody_looks(ASKS_AGAIN_AFTER + 1) == ["aki → here: Hello?"]
    assert here.everybody_looks(ASKS_AGAIN_AFTER * 3) == []
    village.answered = {"here-4": "an answer"}
    here.everybody_looks(ASKS_AGAIN_AFTER * 3)
    assert here.everybody_looks(ASKS_AGAIN_AFTER * 4) == ["aki → here: [thanks]"]


def test_what_is_taken_back_is_said_to_be(villages: tuple[Village, Village]) -> None:
    _, village = villages
    said = street(village).somebody_writes(0)
    assert said.endswith("090-0000-0000 [taken back]")
    [_, line] = village.written
    assert isinstance(line, TakenBack)
    assert "{order}" not in line.text
