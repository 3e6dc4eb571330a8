"""The networks from which a browser may fetch the pictures that customers send: those that the desk's settings name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.media import Media

WITHIN = "https://*."
"""How a Content-Security-Policy begins that allows every host of a domain (https://www.w3.org/TR/CSP3/#match-hosts)."""


@dataclass(frozen=True, slots=True)
class PictureSources:
    """`by_network` are the sources of each allowed network, as a Content-Security-Policy names them."""

    by_network: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, allowed: Collection[str], rules: Mapping[str, NetworkRules]) -> "PictureSources":
        return cls({network: rules[network].media_hosts for network in sorted(allowed) if network in rules})

    @property
    def policy(self) -> str:
        """Return all sources, each once, for the page's policy."""
        return " ".join(dict.fromkeys(source for sources in self.by_network.values() for source in sources))

    def show(self, network: str, media: Media) -> bool:
        """Return whether the page may show the picture itself: the policy would stop one from anywhere else."""
        address = media.preview_url or media.url
        return bool(media.url) and any(_stands_at(address, source) for source in self.by_network.get(network, ()))


def _stands_at(address: str, source: str) -> bool:
    try:
        found = urlsplit(address)
        port = found.port
    except ValueError:
        return False
    if found.scheme != "https" or found.username is not None or port not in (None, 443):
        return False
    host = found.hostname or ""
    return (
        host.endswith(f".{source.removeprefix(WITHIN)}") if source.startswith(WITHIN) else f"https://{host}" == source
    )
