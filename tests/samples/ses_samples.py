"""Events in the shape in which Amazon SES publishes them, as its developer guide shows them, with the desk's people."""

import json
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent / "ses"


def ses_event(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return event
