"""The place of one desk on this machine."""

import json
from dataclasses import dataclass
from pathlib import Path

from infra.local import stand_ins

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".local"
"""Shared by every desk on this machine: the emulator's environment, the functions' dependencies."""

ACCOUNT = "000000000000"
REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class LocalDesk:
    """A folder for all data of a desk, and its ports: the desk's own, and those of the stand-ins from `x_port` on."""

    state: Path
    port: int
    x_port: int
    command: str = "make up"
    """The command that the user typed, for messages that ask for it again."""

    @property
    def url(self) -> str:
        """The page's address: `localhost`, since a browser lets a page sign in only over https, or there."""
        return f"http://localhost:{self.port}"

    @property
    def network_ports(self) -> dict[str, int]:
        """The port of each network's stand-in."""
        return {network: self.x_port + n for n, network in enumerate(stand_ins.MODULES)}

    @property
    def network_urls(self) -> dict[str, str]:
        """The address of each network's stand-in."""
        return {network: f"http://127.0.0.1:{port}" for network, port in self.network_ports.items()}

    @property
    def api_id(self) -> Path:
        """The file with the id of the HTTP API that the desk's address leads to."""
        return self.state / "api-id"

    @property
    def outputs(self) -> Path:
        return self.state / "outputs.json"

    @property
    def demo(self) -> Path:
        """The file that exists once the demo's customers have written: their tickets stay, whoever posts afterwards."""
        return self.state / "demo"

    def choices(self) -> dict[str, str]:
        """Return what this desk is deployed with beside a local desk's own choices, such as a restored table."""
        file = self.state / "choices.json"
        chosen: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return chosen

    @property
    def settings(self) -> Path:
        return self.state / "settings.toml"

    def log(self, name: str) -> Path:
        (self.state / "logs").mkdir(parents=True, exist_ok=True)
        return self.state / "logs" / f"{name}.log"

    def aws(self) -> dict[str, str]:
        """Return the environment in which every SDK and the CDK talk to this desk's emulator, with keys that open
        nothing.
        """
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
