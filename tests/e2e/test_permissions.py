"""The desk's own upkeep on X: a permission that is about to end is renewed on the deployed desk, once (I8)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx

from tests.e2e.client import DeskClient, desk_command


def reconcile(client: DeskClient) -> dict[str, int]:
    found: dict[str, int] = client.invoke("ReconcileDesk", look_for="permissions")
    return found


def me(client: DeskClient, token: str) -> httpx.Response:
    return client.x.get("/2/users/me", headers={"authorization": f"Bearer {token}"})


def test_I8_a_permission_that_is_about_to_end_is_renewed_once_by_however_many(client: DeskClient) -> None:
    secrets = client.aws("secretsmanager")
    arn = json.loads(client.outputs["internal"]["environment"]["DESK_APP_GRANTS"])["x"]["main"]
    kept = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert set(kept) == {"acme_help", "acme_jp"}
    before = kept["acme_jp"]
    assert me(client, before["access_token"]).json()["data"]["username"] == "acme_jp"
    soon = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    kept["acme_jp"] = before | {"expires_at": soon}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(kept))
    client.forget("ReconcileDesk")
    pace = {"pk": {"S": "leases"}, "sk": {"S": "pace.grants.x.main"}}
    client.aws("dynamodb").delete_item(TableName=client.outputs["internal"]["table"], Key=pace)
    asked = client.x.get("/_control/requests").json()["requests"].get("POST /2/oauth2/token", 0)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: reconcile(client), range(3)))

    after = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert client.x.get("/_control/requests").json()["requests"]["POST /2/oauth2/token"] == asked + 1
    assert after["acme_help"] == kept["acme_help"]
    assert after["acme_jp"]["refresh_token"] != before["refresh_token"]
    assert datetime.fromisoformat(after["acme_jp"]["expires_at"]) > datetime.now(UTC) + timedelta(minutes=110)
    assert me(client, after["acme_jp"]["access_token"]).json()["data"]["username"] == "acme_jp"
    assert me(client, before["access_token"]).status_code == 401
    every = json.loads(desk_command(client, "doctor", "--json").stdout)
    found = {each["what"]: each for each in every if each["area"] == "acme_jp"}
    assert found["permission"]["sentence"].startswith("tweet.read users.read dm.read offline.access; until ")
