"""Whose data Meta asks to have deleted: an app-scoped person is linked with the ids on the brand's Page (ports.PersonIds)."""

from infra.local.meta import seed
from shared.networks.meta.person_ids import MetaPersonIds
from shared.networks.meta.signed_requests import MetaErasures
from tests.builders import NOON
from tests.integration.meta.bench import ACME_FB, ACME_MS, Bench
from tests.integration.meta.hook import listening


def test_I6_a_person_who_wrote_to_the_page_is_found_by_the_apps_id(desk_bench: Bench) -> None:
    desk_bench.meta.write("Hanako", "hello")
    person = desk_bench.meta.person("Hanako")
    ids = MetaPersonIds(desk_bench.family.client)
    assert ids.ids(ACME_MS, person["app_scoped"]) == (person["messenger"],)
    assert ids.ids(ACME_FB, person["app_scoped"]) == (person["messenger"],)


def test_I6_a_person_who_never_wrote_has_no_id_there_and_a_strange_id_is_not_asked_for(desk_bench: Bench) -> None:
    person = desk_bench.meta.person("Taro")
    ids = MetaPersonIds(desk_bench.family.client)
    assert ids.ids(ACME_MS, person["app_scoped"]) == ()
    before = desk_bench.requests()
    assert ids.ids(ACME_MS, "../me?fields=") == ()
    assert desk_bench.requests() == before


def test_I6_what_the_stand_in_signs_is_believed(desk_bench: Bench) -> None:
    with listening() as hook:
        desk_bench.meta.connect(hook.url)
        form = desk_bench.meta.ask_for_deletion("Hanako")["answer"]["form"]
    person = MetaErasures().person(form.encode(), seed.app_secret(), NOON)
    assert person == desk_bench.meta.person("Hanako")["app_scoped"]
    assert MetaErasures().person(form.encode(), {"app_secret": "another"}, NOON) is None
