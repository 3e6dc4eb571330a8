from datetime import datetime

from shared.domain.notifications.digest import Collected, DigestBatch
from shared.ports.notifications import Digests
from tests.contracts.build import at


def told(ticket: str, fired: float, step: str = "due", *, sms: bool = False) -> Collected:
    return Collected(f"acme.7.{ticket}", ticket, step, at(60), at(fired), sms)


def ready(digests: Digests, now: datetime) -> list[str]:
    """The people whose alerts are ready, each once, read one alert at a time."""
    found: list[tuple[str, str]] = []
    while page := digests.ready(now, after=found[-1][0] if found else None, limit=1):
        found += page
    assert found == list(digests.ready(now, limit=100))
    return sorted({person for _, person in found})


def test_nobody_has_been_told_of_anything_yet(digests: Digests) -> None:
    assert digests.noted("boss", at(0)) == 0
    assert digests.collected("boss") == []
    assert ready(digests, at(1000)) == []


def test_alerts_are_counted_once_each_by_person_since_an_instant(digests: Digests) -> None:
    for alert in (told("1", 0), told("2", 0), told("2", 0), told("2", 5), told("2", 5, "late30")):
        digests.note("boss", alert)
    digests.note("bossy", told("1", 5))
    assert digests.noted("boss", at(0)) == 4
    assert digests.noted("boss", at(5)) == 2
    assert digests.noted("boss", at(5.1)) == 0


def test_more_than_ten_are_counted_to_eleven_at_least(digests: Digests) -> None:
    for n in range(14):
        digests.note("boss", told(str(n), 0))
    assert digests.noted("boss", at(0)) >= 11


def test_what_is_collected_comes_back_as_it_was_in_its_order(digests: Digests) -> None:
    later, first = told("1", 2), told("2", 1, sms=True)
    for alert in (later, first, first):
        digests.collect("boss", alert, at(3))
    digests.note("boss", told("3", 1))
    assert digests.collected("boss") == [first, later]
    assert digests.collected("emi") == []


def test_a_person_is_ready_from_the_instant_of_the_first_on_and_named_once(digests: Digests) -> None:
    digests.collect("emi", told("1", 1), at(4))
    digests.collect("boss", told("1", 1), at(3))
    digests.collect("boss", told("2", 2), at(4))
    assert ready(digests, at(2.9)) == []
    assert ready(digests, at(3)) == ["boss"]
    assert ready(digests, at(9)) == ["boss", "emi"]


def test_what_is_dropped_is_gone_and_what_came_meanwhile_stays(digests: Digests) -> None:
    digests.collect("boss", told("1", 1), at(2))
    held = digests.collected("boss")
    digests.collect("boss", told("2", 1), at(2))
    digests.drop("boss", held)
    digests.drop("boss", [])
    assert digests.collected("boss") == [told("2", 1)]
    digests.drop("boss", digests.collected("boss"))
    assert ready(digests, at(9)) == []


def test_what_was_dropped_is_not_collected_again(digests: Digests) -> None:
    digests.collect("boss", told("1", 1), at(2))
    digests.drop("boss", digests.collected("boss"))
    digests.collect("boss", told("1", 1), at(3))
    assert digests.collected("boss") == []
    assert ready(digests, at(9)) == []
    digests.collect("emi", told("1", 1), at(3))
    digests.collect("boss", told("1", 1, "late30"), at(3))
    assert ready(digests, at(9)) == ["boss", "emi"]


def test_what_is_collected_twice_is_ready_at_the_first_instant(digests: Digests) -> None:
    digests.collect("boss", told("1", 1), at(2))
    digests.collect("boss", told("1", 1), at(8))
    assert ready(digests, at(2)) == ["boss"]


def test_digests_are_taken_by_one_at_a_time_and_rest(digests: Digests) -> None:
    assert digests.take("boss", at(0), at(1))
    assert not digests.take("boss", at(0.5), at(2))
    assert digests.take("emi", at(0.5), at(2))
    assert digests.take("boss", at(1), at(2))
    digests.rest("boss", at(11))
    assert not digests.take("boss", at(10), at(12))
    assert digests.take("boss", at(11), at(12))


def test_L5_what_a_digest_answers_for_is_kept_until_its_end(digests: Digests) -> None:
    batch = DigestBatch.of([told("1", 1), told("2", 1)], at(2))
    assert digests.begun("boss") is None
    assert digests.take("boss", at(2), at(3))
    assert digests.begun("boss") is None
    digests.begin("boss", batch, at(3))
    assert not digests.take("boss", at(2.5), at(4))
    assert digests.take("boss", at(3), at(4))
    assert digests.begun("boss") == batch
    assert digests.begun("emi") is None
    digests.begin("boss", batch, at(3))
    assert digests.take("boss", at(3), at(4))
    digests.rest("boss", at(9))
    assert digests.begun("boss") is None
    assert not digests.take("boss", at(8), at(9))
