"""The stand-in's memory: what it knows by kind."""

from pathlib import Path
from typing import Final

from infra.local.documents import Documents

KINDS: Final = ("actor", "record", "like", "convo", "message", "session", "log")


class Store(Documents):
    """The shelves of Bluesky's stand-in by name."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "bluesky", KINDS)
        self.actors, self.records, self.likes = self["actor"], self["record"], self["like"]
        self.convos, self.messages, self.sessions = self["convo"], self["message"], self["session"]
        self.log = self["log"]
