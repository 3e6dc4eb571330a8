"""X's keys are read by few, and only what renews itself is written, by one."""

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


def test_the_keys_of_an_app_are_read_by_those_who_ask_x_and_the_permissions_by_who_renews_them(
    desk_template: Synthesised,
) -> None:
    keys, permissions = described(desk_template, "Keys"), described(desk_template, "Permissions")
    assert (len(keys), len(permissions)) == (1, 1)
    readers: dict[str, set[str]] = {}
    for name, secrets in may(desk_template, "secretsmanager:GetSecretValue"):
        for secret in secrets:
            readers.setdefault(secret, set()).add(name)
    [readers_of_keys], [readers_of_permissions] = (
        [readers[each] for each in keys],
        [readers[each] for each in permissions],
    )
    for function in ("ReceiveWebhook", "PollAccounts", "SendReplies", "ReconcileDesk"):
        assert sum(function in name for name in readers_of_keys) == 1, function
    assert len(readers_of_keys) == 4
    [only] = readers_of_permissions
    assert "ReconcileDesk" in only
