from dataclasses import replace

from shared.domain.privacy.erasure_request import ErasureRequest, ErasureState
from shared.ports.privacy import ErasureRequests
from tests.contracts.build import at

ASKED = ErasureRequest("0a1b2c", "toys", "main", "person/1.$", at(0))


def test_I6_a_request_is_found_by_its_code_and_is_open_until_it_is_finished(erasures: ErasureRequests) -> None:
    assert (erasures.find(ASKED.code), list(erasures.open())) == (None, [])
    later = replace(ASKED, code="000000", received_at=at(1))
    erasures.save(later)
    erasures.save(ASKED)
    assert list(erasures.open()) == [ASKED, later]
    assert erasures.find(ASKED.code) == ASKED


def test_I6_a_request_that_is_left_to_people_says_why(erasures: ErasureRequests) -> None:
    erasures.save(ASKED)
    erasures.save(ASKED.left_to_people("Toytown knows nobody by that name."))
    [found] = erasures.open()
    assert (found.state, found.reason, found.person) == (
        ErasureState.BY_HAND,
        "Toytown knows nobody by that name.",
        ASKED.person,
    )


def test_I6_a_finished_request_stays_without_its_person(erasures: ErasureRequests) -> None:
    erasures.save(ASKED)
    finished = ASKED.settled(ErasureState.ERASED, at(5), tickets=2)
    erasures.save(finished)
    assert list(erasures.open()) == []
    found = erasures.find(ASKED.code)
    assert found == finished
    assert (found.person, found.settled_at, found.tickets) == ("", at(5), 2)


def test_I3_a_request_that_is_saved_late_opens_no_finished_one(erasures: ErasureRequests) -> None:
    finished = ASKED.settled(ErasureState.NOTHING_HELD, at(5))
    erasures.save(finished)
    erasures.save(ASKED)
    assert erasures.find(ASKED.code) == finished
