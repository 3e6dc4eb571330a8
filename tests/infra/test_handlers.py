"""Infrastructure names handlers by string; here every string is held to the code, and its settings to the reader."""

import importlib
import re

from tests.infra.synth import ROOT, Synthesised


def test_every_handler_is_a_callable_in_this_repo(desk_template: Synthesised) -> None:
    for function in desk_template.of_type("AWS::Lambda::Function").values():
        module, _, name = function["Handler"].rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), function["Handler"]


def test_every_function_in_the_repo_is_deployed(desk_template: Synthesised) -> None:
    deployed = {f["Handler"].split(".")[1] for f in desk_template.of_type("AWS::Lambda::Function").values()}
    rooms = {path.stem for path in (ROOT / "functions").iterdir() if not path.name.startswith("_")}
    assert deployed == rooms


def test_every_setting_that_is_handed_over_is_read(desk_template: Synthesised) -> None:
    source = (ROOT / "shared" / "settings.py").read_text(encoding="utf-8")
    for function in desk_template.of_type("AWS::Lambda::Function").values():
        for name in function["Environment"]["Variables"]:
            if name.startswith("DESK_") and name != "DESK_STAGE":  # for people who look at the console
                assert name in source, f"{function['Handler']} is given {name}, which nobody reads"


def test_the_bundle_keeps_the_models_of_every_service_that_code_calls() -> None:
    from infra.bundling.dependencies import SERVICES

    calls = re.compile(r"""\.(?:client|resource)\(\s*["']([a-z0-9-]+)["']""")
    for path in (ROOT / "shared").rglob("*.py"):
        for service in calls.findall(path.read_text(encoding="utf-8")):
            assert service in SERVICES, f"{path.name} calls {service}, whose model is left out of the bundle"
