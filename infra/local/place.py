"""Where one desk lives on this machine."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".local"
"""What every desk on this machine shares: the emulator's environment, the functions' dependencies."""

ACCOUNT = "000000000000"
REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class LocalDesk:
    """A folder for everything that a desk writes down, and its two ports: the desk's own and the stand-in for X's."""

    state: Path
    port: int
    x_port: int
    command: str = "make up"
    """What somebody has typed, for sentences that tell them to do it again."""

    @property
    def url(self) -> str:
        """The page's address: `localhost`, for a browser lets a page sign in only over https, or there."""
        return f"http://localhost:{self.port}"

    @property
    def x_url(self) -> str:
        return f"http://127.0.0.1:{self.x_port}"

    @property
    def api_id(self) -> Path:
        """Names the HTTP API that the desk's address leads to."""
        return self.state / "api-id"

    @property
    def outputs(self) -> Path:
        return self.state / "outputs.json"

    @property
    def demo(self) -> Path:
        """There once the demo's customers have written: their tickets stay, whoever posts afterwards."""
        return self.state / "demo"

    @property
    def settings(self) -> Path:
        return self.state / "settings.toml"

    def log(self, name: str) -> Path:
        (self.state / "logs").mkdir(parents=True, exist_ok=True)
        return self.state / "logs" / f"{name}.log"

    def aws(self) -> dict[str, str]:
        """The environment in which every SDK and the CDK talk to this desk's emulator, with keys that open nothing."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
