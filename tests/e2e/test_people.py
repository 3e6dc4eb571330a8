"""Somebody comes to the deployed desk and goes again: invited by an admin, signed in, and shut out at once."""

import json
import re
import secrets

from tests.e2e.client import DeskClient, desk_command, until


def test_an_agent_is_let_in_signs_in_and_is_shut_out_at_once(client: DeskClient) -> None:
    email = f"ren.{secrets.token_hex(4)}@example.com"
    person = {"name": "Ren Mori", "email": email, "groups": ["agents"], "language": "ja", "zone": "Asia/Tokyo"}
    assert client.call("POST", "/api/people", person, group="managers").status_code == 403
    added = client.call("POST", "/api/people", person, group="admins")
    assert added.status_code == 201, added.text
    sub = added.json()["id"]

    [sent] = until(lambda: client.sent("mails_url", email))
    invitation = json.loads(sent)
    assert invitation["Source"] == "desk@example.com"
    assert "ご招待" in invitation["Subject"]
    assert f'href="{client.outputs["desk_url"]}"' in invitation["BodyHtml"]
    assert client.call("POST", f"/api/people/{sub}/invite", group="managers").status_code == 403
    assert client.call("POST", f"/api/people/{sub}/invite", group="admins").status_code == 202
    again = json.loads(until(lambda: client.sent("mails_url", email)[1:])[-1])
    said = re.search(r"仮パスワード: <code>(.+?)</code>", again["BodyHtml"])
    assert said, again
    first = said[1]
    token = client.sign_in(email, first, new_password="Chosen-by-Ren-1") or ""
    assert client.call("POST", f"/api/people/{sub}/invite", group="admins").status_code in (409, 429)
    me = client.as_bearer(token, "GET", "/api/me").json()
    assert (me["sub"], me["groups"], me["language"]) == (sub, ["agents"], "ja")
    assert client.as_bearer(token, "GET", "/api/settings").status_code == 403

    assert client.call("PUT", f"/api/people/{sub}", {"groups": ["managers"]}, group="admins").status_code == 200
    assert client.as_bearer(token, "GET", "/api/settings").status_code == 200
    assert client.call("POST", f"/api/people/{sub}/disable", group="admins").status_code == 200
    assert client.as_bearer(token, "GET", "/api/queue").status_code in (401, 403)
    assert client.sign_in(email, "Chosen-by-Ren-1") is None
    assert client.call("POST", f"/api/people/{sub}/enable", group="admins").status_code == 200
    assert client.as_bearer(token, "GET", "/api/queue").status_code == 401, "the token of before stays dead"

    def signs_in_anew() -> bool:
        """Tokens are dated in whole seconds, so that one of the second of the disabling stays dead too."""
        back = client.sign_in(email, "Chosen-by-Ren-1") or ""
        return client.as_bearer(back, "GET", "/api/queue").status_code == 200

    assert until(signs_in_anew)
    checked = desk_command(client, "people", "check")
    assert email not in checked.stdout, checked.stdout
