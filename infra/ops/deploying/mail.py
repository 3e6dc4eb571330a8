"""The sender's identity, which a stack makes or finds, and which SES refuses to make twice."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.configuration.config import Config
from infra.ops.deploying.account import AwsAccount, fault, fine, note
from shared.usecases.operations.findings import Finding

IDENTITY = "AWS::SES::EmailIdentity"


class Senders:
    """What SES knows of the sender of a stack."""

    def __init__(self, config: Config, aws: AwsAccount, *, stack: str) -> None:
        self._config = config
        self._aws = aws
        self._stack = stack

    def look(self) -> Iterator[Finding]:
        """Look at the identity that the sender needs, and at those that would cover it already."""
        config = self._config
        if config.sender_identity:
            yield from self._existing(config.sender_identity)
            return
        wanted = config.sender_domain or config.sender
        known = self._identity(wanted)
        if known is not None and wanted not in self._aws.resources(self._stack, IDENTITY):
            yield fault(
                "mail",
                "sender",
                f"SES has the identity {wanted} already, and CloudFormation fails to make it a second time: "
                f'say sender_identity = "{wanted}" in the stage\'s file'
                + (" instead of sender_domain" if config.sender_domain else ""),
            )
            return
        if known is None and not config.sender_domain:
            for domain in _domains(config.sender):
                if self._identity(domain) is not None:
                    yield note(
                        "mail",
                        "sender",
                        f'SES has the domain {domain} already: with sender_identity = "{domain}" nobody has to confirm '
                        "the sender's address",
                    )
                    return
        yield from self._made(wanted, known)

    def _existing(self, identity: str) -> Iterator[Finding]:
        found = self._identity(identity)
        if found is None:
            yield fault(
                "mail",
                "sender",
                f"sender_identity says {identity}, and SES has no such identity in this region: verify it there, or leave "
                "sender_identity out",
            )
        elif not found.get("VerifiedForSendingStatus"):
            yield self._unverified(identity)
        else:
            yield fine("mail", "sender", f"{identity} is verified")

    def _made(self, wanted: str, known: Mapping[str, Any] | None) -> Iterator[Finding]:
        if known is not None and known.get("VerifiedForSendingStatus"):
            yield fine("mail", "sender", f"{wanted} is verified")
        elif self._config.login_from_sender:
            yield self._unverified(wanted)
        else:
            then = "its DKIM records go into the domain's zone" if self._config.sender_domain else "confirm SES's mail"
            yield fine("mail", "sender", f"the stack makes the identity {wanted}; afterwards {then}")

    def _unverified(self, identity: str) -> Finding:
        sentence = f"SES has not verified {identity} yet, and sends nothing from it until then"
        if self._config.login_from_sender:
            return fault(
                "mail",
                "sender",
                f"{sentence}; login_from_sender has to be false meanwhile, or Cognito refuses the pool",
            )
        return note("mail", "sender", sentence)

    def _identity(self, name: str) -> Mapping[str, Any] | None:
        return self._aws.ask("sesv2", "get_email_identity", EmailIdentity=name)


def _domains(sender: str) -> list[str]:
    """Return the domains that would cover an address, the nearest first."""
    parts = sender.lower().rpartition("@")[2].split(".")
    return [".".join(parts[n:]) for n in range(len(parts) - 1)]
