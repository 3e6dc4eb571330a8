"""What the networks of the toy family share: one reader, whose events name their network each."""

import json
from collections.abc import Iterator
from dataclasses import replace

from shared.domain.posts.incoming_post import IncomingPost
from shared.networks.context import PlugContext
from tests.toy.plug import ToyPlug
from tests.toy_family.webhook import WEBHOOK


class FamilyPlug(ToyPlug):
    webhook = WEBHOOK

    def __init__(self, name: str, context: PlugContext) -> None:
        super().__init__(context)
        self.name = name
        self.secrets = context.secrets

    def _delivery(self, body: bytes) -> Iterator[IncomingPost]:
        told = json.loads(body)
        networks = [note.pop("network", self.name) for note in told["notes"]]
        for network, post in zip(networks, super()._delivery(json.dumps(told).encode()), strict=True):
            yield replace(post, network=network)
