"""What a function needs is what it is told of: parts of a network that ask nobody need no setting."""

import pytest

from shared.networks import registry
from shared.wiring import AwsDesk


@pytest.mark.parametrize("network", registry.names())
@pytest.mark.parametrize("part", ["reader", "webhook", "rules", "allowances"])
def test_a_function_without_secrets_reads_what_a_network_delivers(
    network: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DESK_APP_SECRETS", "DESK_APP_GRANTS", "DESK_NETWORK_URLS", "DESK_TABLE"):
        monkeypatch.delenv(name, raising=False)
    plug = AwsDesk().networks[network]
    getattr(plug, part)
