"""Reading of the file: every line is checked, and all errors are reported at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

Digits = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}$")]
Handle = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_]{1,50}$")]


class ReplayLine(msgspec.Struct, frozen=True):
    """One post. Fields that are not named here are ignored."""

    id: Digits
    created_at: datetime
    account: Handle
    direction: Literal["inbound", "outbound"]
    author_id: Digits
    author_username: Handle
    conversation_id: Digits
    in_reply_to: Digits | None
    text: Annotated[str, msgspec.Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.field}: {self.reason}"


class BadFileError(Exception):
    """A file that is not replayed, with every reason."""

    def __init__(self, bad: list[BadLine]) -> None:
        super().__init__("\n".join(map(str, bad)))
        self.bad = bad


def read(path: Path) -> list[ReplayLine]:
    """Return the posts of a file, in its order. Raises BadFileError, or OSError if there is no such file."""
    lines: list[ReplayLine] = []
    numbers: list[int] = []
    bad: list[BadLine] = []
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            line = msgspec.json.decode(raw, type=ReplayLine)
            _check_time(line)
        except msgspec.ValidationError as e:
            reason, _, place = str(e).partition(" - at ")
            bad.append(BadLine(number, place.strip("`$.") or _missing(reason), reason))
        except (msgspec.DecodeError, UnicodeDecodeError) as e:
            bad.append(BadLine(number, "the line", f"not valid JSON ({e})"))
        else:
            lines.append(line)
            numbers.append(number)
    bad.extend(_contradictions(numbers, lines))
    if bad:
        raise BadFileError(sorted(bad, key=lambda one: one.number))
    if not lines:
        raise BadFileError([BadLine(1, "the file", "holds no posts")])
    return lines


def brand_ids(lines: Iterable[ReplayLine]) -> dict[str, str]:
    """Return the id of each account from which the brand itself wrote."""
    return {line.account: line.author_id for line in lines if line.direction == "outbound"}


def _check_time(line: ReplayLine) -> None:
    if line.created_at.tzinfo is None:
        raise msgspec.ValidationError("has no time zone - at `$.created_at`")


def _missing(reason: str) -> str:
    """Return the field of a `missing required field` error; msgspec names it in the sentence only."""
    return reason.split("`")[-2] if "`" in reason and "missing" in reason else "the line"


def _contradictions(numbers: list[int], lines: list[ReplayLine]) -> Iterable[BadLine]:
    """Return the contradictions between lines that are valid by themselves."""
    ids: dict[str, str] = {}
    seen: dict[str, ReplayLine] = {}
    for number, line in zip(numbers, lines, strict=True):
        known = ids.setdefault(line.account, line.author_id) if line.direction == "outbound" else None
        if known and known != line.author_id:
            yield BadLine(number, "author_id", f"{line.account} is {known} in an earlier line")
        if seen.setdefault(line.id, line) != line:
            yield BadLine(number, "id", f"{line.id} is another post in an earlier line")
    owners = {author_id: account for account, author_id in ids.items()}
    for number, line in zip(numbers, lines, strict=True):
        owner = owners.get(line.author_id)
        if owner and owner != line.account and line.direction == "outbound":
            yield BadLine(number, "author_id", f"{line.author_id} is the account {owner} in another line")
        elif owner == line.account and line.direction == "inbound":
            yield BadLine(number, "direction", f"{line.author_id} is the account itself, so this cannot be inbound")
