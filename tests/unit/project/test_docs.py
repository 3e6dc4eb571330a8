"""What the documents show can be done as it is shown, and what they name is there."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer.main

from functions.desk_api.app import app as api
from functions.desk_api.app import routes as lazy_routes
from infra.configuration.config import DEFAULTS
from infra.ops.desk import app
from shared.domain.accounts.costs import prices_in_force
from shared.networks.x.rules import RULES
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.documents import settings_from
from shared.usecases.settings.file import documents_in
from shared.usecases.settings.kinds import KINDS, SHAPES
from shared.usecases.settings_changes.change_settings import change_settings
from tests.builders import minutes
from tests.fake_desk import FakeDesk

ROOT = Path(__file__).parents[3]
README, JAPANESE = ROOT / "README.md", ROOT / "docs/README.ja.md"
PAGES = (README, *sorted(ROOT.glob("[CS]*.md")), *sorted((ROOT / "docs").rglob("*.md")))
CONFIGURATION = ROOT / "docs/configuration.md"
OTHERS_WORK = {"CHANGELOG.md", "decisions.md"}
"""These tell of what was, and name what is gone."""


SMALL = {"take_mail_events", "compose_sign_in_mails"}
"""Functions beside a post's way, which a picture of it leaves out."""


@dataclass(frozen=True)
class Block:
    """A piece of code in a document."""

    page: str
    language: str
    text: str


def blocks() -> Iterator[Block]:
    for page in PAGES:
        for language, text in re.findall(
            r"^ *```(\w+)\n(.*?)^ *```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
        ):
            yield Block(page.name, language, text)


def files() -> list[str]:
    return [block.text for block in blocks() if block.language == "toml"]


BEFORE_THERE_IS_A_STACK = {"preflight", "deploy"}


def lines(start: str) -> list[str]:
    """The shell's lines that begin with `start`, without their comments."""
    shell = (block.text for block in blocks() if block.language == "sh")
    stripped = (line.split("  #")[0].strip() for text in shell for line in text.splitlines())
    return sorted({line for line in stripped if line.startswith(start)})


@pytest.mark.parametrize("file", files())
def test_every_settings_file_can_be_pushed(file: str) -> None:
    settings_from(documents_in(tomllib.loads(file)))


def test_the_first_settings_file_shows_every_kind() -> None:
    documents = documents_in(tomllib.loads(files()[0]))
    assert settings_from(documents).texts.of("overdue", "ja").subject.startswith("【至急】")
    assert {document.kind for document in documents} == set(KINDS)


def test_what_is_set_for_costs_means_what_it_says() -> None:
    [costs] = [file for file in files() if "monthly_usd" in file]
    general = settings_from(documents_in(tomllib.loads(costs))).general
    prices = prices_in_force(RULES, general.prices)
    assert (general.monthly_usd, prices["user_read"], prices["post_read"]) == (
        Decimal(50),
        Decimal(0),
        Decimal("0.005"),
    )


def test_L1_the_ladder_can_be_saved() -> None:
    [ladder] = [file for file in files() if "before_minutes" in file]
    desk = FakeDesk()
    change_settings(documents_in(tomllib.loads(ladder)), by=None, desk=desk, within=None)
    policy = desk_settings(desk).policy("vip")
    assert policy is not None
    assert [step.offset(policy.first_reply) for step in policy.ladder] == [minutes(n) for n in (10, 15, 20, 35)]


@pytest.mark.parametrize("line", lines(".venv/bin/desk"))
def test_every_desk_command_is_one(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "settings.toml").touch()
    words = shlex.split(line)[1:]
    if words[0] not in BEFORE_THERE_IS_A_STACK:
        assert words[:2] == ["--stack", "Sokuto-prod"]
        words = words[2:]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    command.make_context(command.name, words)


def test_every_command_of_make_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    prose = "\n".join(page.read_text("utf-8") for page in PAGES if page.name not in OTHERS_WORK)
    named = {line.split()[1] for line in lines("make ")} | set(re.findall(r"`make ([a-z]+)", prose))
    assert named - targets == set()


def test_every_choice_of_a_deployment_that_is_shown_or_there_is_told() -> None:
    keys = set(DEFAULTS)
    prose = "\n".join(page.read_text("utf-8") for page in PAGES if page.name not in OTHERS_WORK)
    assert set(re.findall(r"-c ([a-z_]+)=", prose)) - keys == set()
    told = CONFIGURATION.read_text("utf-8").partition("## The deployment")[2]
    assert keys - set(re.findall(r"`([a-z_]+)`", told)) == set()


def test_every_setting_is_told() -> None:
    told = set(re.findall(r"[`\[]([a-z_]+)[`\].]", CONFIGURATION.read_text("utf-8")))
    fields = {field for shape in SHAPES.values() for field in shape.__struct_fields__}
    assert fields - told == {"signed_out_at"}, "is the desk's own (shared.usecases.settings.sign_out)"


def test_every_route_of_the_api_is_told() -> None:
    def nameless(route: str) -> str:
        return re.sub(r"<\w+>|\{\w+\}", "{}", route)

    told = re.findall(r"^\| `([A-Z]+ /\S+)` \|", (ROOT / "docs/http-api.md").read_text("utf-8"), flags=re.MULTILINE)
    lazy_routes.include_all()
    routes = {f"{route.method} {route.path}" for route in api._static_routes + api._dynamic_routes}
    public = {route for route in routes if " /api/" in route or route.endswith(" /health")}
    assert sorted(map(nameless, told)) == sorted(map(nameless, public))


def test_a_months_cost_is_the_sum_of_its_parts() -> None:
    figures = (ROOT / "docs/figures.md").read_text("utf-8").partition("## What a month costs")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in figures.splitlines() if line.startswith("| ")]
    parts = [[float(cell) for cell in cells] for _, *cells in rows if re.fullmatch(r"[0-9]+\.[0-9]{2}", cells[0])]
    shown = [f"{round(sum(column))}" for column in zip(*parts, strict=True)]
    assert ["**AWS**", *(f"**{total}**" for total in shown)] in rows
    [line] = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| AWS |")]
    assert re.findall(r"[0-9]+", line) == shown


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text):
            path, _, anchor = "".join(target).partition("#")
            if path.startswith(("http://", "https://")):
                continue
            there = (page.parent / path).resolve() if path else page
            assert there.exists(), f"{page.name}: {path}"
            assert not anchor or anchor in anchors(there), f"{page.name}: #{anchor}"


def anchors(page: Path) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_file_that_is_named_is_there() -> None:
    place = re.compile(r"`((?:functions|shared|infra|tests|docs)/[\w./-]*)`", re.ASCII)
    for page in PAGES:
        if page.name not in OTHERS_WORK:
            for path in place.findall(page.read_text("utf-8")):
                assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_one_post_is_followed_in_five_files() -> None:
    way = (ROOT / "docs/architecture.md").read_text("utf-8").partition("five files")[2].partition("##")[0]
    assert len(re.findall(r"^[0-9]\. `[\w/]+\.py`", way, flags=re.MULTILINE)) == 5


def test_every_function_stands_in_the_architecture_and_no_other() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8").partition("five files")[0]
    drawn = set(re.findall(r"(?<![\w/`])[a-z]+(?:_[a-z]+)+(?![\w/.])", text.partition("```\n")[2].partition("```")[0]))
    functions = {
        path.name.removesuffix(".py") for path in (ROOT / "functions").iterdir() if not path.name.startswith("_")
    }
    assert drawn == functions - SMALL


def test_AWS3_AWS10_operations_tell_how_a_desk_comes_changes_comes_back_and_goes() -> None:
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    parts = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    said = {
        "Deploy": ("desk preflight --stage prod", "make deploy STAGE=prod", "`sender_identity`"),
        "What stands in front": ("CloudFront", "web ACL", "1 MB"),
        "Dead letters": ("dead list --queue",),
        "Backup and restore": ("backup make", "backup restore", "`table_name`", "`table_stream_arn`", "`make drill`"),
        "Upgrade": ("git pull", "make deploy STAGE=prod"),
        "Rollback": ("git checkout", "`rollout"),
        "Removal": ("cdk destroy", "`removal_policy`", "`deletion_protection`"),
    }
    assert [(part, word) for part, words in said.items() for word in words if word not in parts.get(part, "")] == []


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    text = README.read_text("utf-8")
    assert len(text.splitlines()) <= 100
    reached = {target.partition("#")[0] for target in re.findall(r"\]\((docs/[^)]+)\)", text)}
    assert reached >= {page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").rglob("*.md")}


def test_the_japanese_readme_says_the_same() -> None:
    english, japanese = README.read_text("utf-8"), JAPANESE.read_text("utf-8")

    def shape(text: str) -> tuple[Any, ...]:
        headings = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]
        commands = re.findall(r"^(make [a-z]+)", text, flags=re.MULTILINE)
        numbers = re.findall(r"[0-9][0-9,.]*[0-9]", re.sub(r"\([^)]*\)|<[^>]*>", "", text))
        return headings, commands, sorted(numbers)

    assert shape(japanese) == shape(english)
    there = {target.removeprefix("docs/") for target in re.findall(r"\]\(([^)]+)\)", english)} - {"README.ja.md"}
    here = {target.removeprefix("../") for target in re.findall(r"\]\(([^)]+)\)", japanese)} - {"README.md"}
    assert here == there


def test_decisions_read_newest_first() -> None:
    dates = re.findall(r"^## ([0-9-]{10}) · ", (ROOT / "docs/decisions.md").read_text("utf-8"), flags=re.MULTILINE)
    assert dates == sorted(dates, reverse=True)
