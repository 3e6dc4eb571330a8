"""The toy network itself: the notes that stand there, and the keys that it has seen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(hours=3)
"""How long it takes answers to a customer's note."""


@dataclass
class Note:
    id: str
    author: str
    name: str
    text: str
    at: datetime
    answers: str | None = None
    version: str = ""


@dataclass
class ToyServer:
    notes: dict[str, Note] = field(default_factory=dict)
    by_key: dict[str, Note] = field(default_factory=dict)
    drops_answers: int = 0
    """So many posts are taken, and the answer to them is lost."""

    def write(self, author: str, name: str, text: str, at: datetime, answers: str | None = None) -> Note:
        note = Note(f"at://{author}/note/{len(self.notes)}.$=?#", author, name, text, at, answers)
        self.notes[note.id] = note
        return note


SERVER = ToyServer()
