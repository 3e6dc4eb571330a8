"""`desk deploy`: the deployment of a stage, after everything that can be known beforehand was looked at."""

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from infra.configuration.config import Config
from infra.node import ROOT, command, path_with_node
from infra.ops.deploying.account import AwsAccount
from infra.ops.deploying.changes import Loss, changes_of, losses, others
from infra.ops.refused import CommandRefusedError

REVIEW: Final = "sokuto-review"
"""The change set that is made to be read, and never executed."""

UNPROTECTED: Final = ("--context", "deletion_protection=false")

UNASKED: Final = ("--require-approval", "never")
"""The CDK does not ask for more rights of functions once more."""

Run = Callable[[Sequence[str]], int]


class Confirm(Protocol):
    def __call__(self, question: str, *, data: bool) -> bool:
        """Ask the person; `data` is whether something that holds data would go."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Deploys a stage. `run` runs the CDK's command with some words, and returns its exit code; `tell` shows a line.
    With `unasked`, the CDK asks nothing by itself."""

    config: Config
    overrides: Sequence[str]
    aws: AwsAccount
    run: Run
    confirm: Confirm
    tell: Callable[[str], None]
    unasked: bool = False

    @property
    def stack(self) -> str:
        return f"Sokuto-{self.config.stage}"

    def first(self) -> None:
        """Deploy a stage that is not there yet. Raises CommandRefusedError if the CDK fails.

        Everything is made without protection from deletion, so that a creation that fails half-way takes back what it made;
        a protected table would stay, and block the stack. Once it stands, a second, short deployment protects it.
        """
        self._cdk(*UNPROTECTED)
        if self.config.deletion_protection:
            self.tell("It stands. Now table and sign-in are protected from deletion.")
            try:
                self._cdk(unasked=True)
            except CommandRefusedError as e:
                raise CommandRefusedError(
                    f"{e} The desk stands and can be used, but table and sign-in are not protected from deletion: "
                    "deploy once more."
                ) from e

    def update(self) -> None:
        """Deploy a stage that is there, once somebody has confirmed what that would remove or replace.

        Raises CommandRefusedError if nobody does, or if the CDK fails.
        """
        try:
            self._cdk("--method", "prepare-change-set", "--change-set-name", REVIEW)
            changes = [*changes_of(self.aws, self.stack, REVIEW)]
        finally:
            self.aws.ask("cloudformation", "delete_change_set", StackName=self.stack, ChangeSetName=REVIEW)
        self.tell(others(changes))
        self._ask(losses(changes))
        self._cdk()

    def _ask(self, lost: Sequence[Loss]) -> None:
        if not lost:
            self.tell("Nothing is removed, and nothing replaced.")
            return
        self.tell("This deployment takes away:")
        for loss in lost:
            self.tell(f"  {loss.sentence}")
        data = any(loss.is_data for loss in lost)
        if not self.confirm("Deploy, and take these from the desk?", data=data):
            raise CommandRefusedError("Nothing was deployed.")

    def _cdk(self, *words: str, unasked: bool = False) -> None:
        stage = ["--context", f"stage={self.config.stage}"]
        given = [part for choice in self.overrides for part in ("--context", choice)]
        asks = UNASKED if self.unasked or unasked else ()
        code = self.run(["deploy", self.stack, *stage, *given, *asks, *words])
        if code != 0:
            raise CommandRefusedError(f"The CDK ended with {code}; what it said stands above.")


def run_cdk(words: Sequence[str], *, region: str) -> int:
    """Run the CDK's command line in the checkout, with the person's terminal, for the region that was looked at."""
    env = os.environ | {"PATH": path_with_node(), "CDK_DISABLE_CLI_TELEMETRY": "1", "AWS_REGION": region}
    return subprocess.run([*command("cdk"), *words], cwd=ROOT, env=env, check=False).returncode
