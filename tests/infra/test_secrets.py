"""Networks' keys are read by few, and only what renews itself is written, by one."""

from collections.abc import Iterator
from typing import Any

from tests.infra.synth import Synthesised
from tests.infra.test_template import arn_of, listed, statements


def may(template: Synthesised, action: str) -> Iterator[tuple[str, set[str]]]:
    """The roles that may do it, by their policy, and to which secrets."""
    for name, statement in statements(template):
        if action in listed(statement["Action"]):
            yield name, {arn_of(resource) for resource in listed(statement["Resource"])}


def described(template: Synthesised, word: str) -> set[str]:
    secrets: dict[str, Any] = template.of_type("AWS::SecretsManager::Secret")
    return {name for name, secret in secrets.items() if word in secret["Description"]}


def test_only_the_reconciler_writes_a_secret_and_only_the_permissions(desk_template: Synthesised) -> None:
    writers = list(may(desk_template, "secretsmanager:PutSecretValue"))
    [(name, written)] = writers
    assert "ReconcileDesk" in name
    assert written == described(desk_template, "Permissions")


def test_keys_are_read_by_those_who_call_or_hear_a_network_and_permissions_by_those_who_call_one(
    desk_template: Synthesised,
) -> None:
    keys, permissions = described(desk_template, "Keys"), described(desk_template, "Permissions")
    assert (len(keys), len(permissions)) == (1, 1)
    callers = {"PollAccounts", "IngestPosts", "SendReplies", "KeepAttachments", "ReconcileDesk", "DeskApi"}
    readers: dict[str, set[str]] = {}
    for name, secrets in may(desk_template, "secretsmanager:GetSecretValue"):
        [function] = [each for each in ("ReceiveWebhook", *callers) if each in name]
        for secret in secrets:
            readers.setdefault(secret, set()).add(function)
    assert [readers[each] for each in keys] == [callers | {"ReceiveWebhook"}]
    assert [readers[each] for each in permissions] == [callers]
