"""Sessions: two tokens a log-in, of which the access token lasts two hours and the refresh token serves once."""

import base64
import json
import secrets
from datetime import timedelta
from typing import Final

from infra.local.bluesky.faults import XrpcError
from infra.local.bluesky.world import World
from infra.local.documents import Json

ACCESS, REFRESH, GRACE = timedelta(minutes=120), timedelta(days=90), timedelta(hours=2)
PRIVILEGED, PLAIN = "com.atproto.appPassPrivileged", "com.atproto.appPass"
_DAY: Final = 86_400


def create(world: World, identifier: str, password: str) -> tuple[Json, dict[str, str]]:
    """Log in. The attempts are counted whether or not they succeed."""
    actor = world.store.actors.get(identifier) or world.by_handle(identifier)
    headers = world.take(actor["did"] if actor else identifier, "log_in", 1, world.limits["log_ins"], _DAY)
    if actor is None or password not in actor["passwords"] or away(world, actor):
        raise XrpcError("AuthenticationRequired")
    if actor["takedown"]:
        raise XrpcError("AccountTakedown")
    return _opened(world, actor, PRIVILEGED if actor["passwords"][password] else PLAIN), headers


def refresh(world: World, token: str) -> Json:
    """Renew a session. The refresh token that was spent is taken for two hours more."""
    session = next((one for one in world.store.sessions if one["refresh"] == token), None)
    if session is None:
        raise XrpcError("InvalidToken")
    actor = world.store.actors.get(session["did"])
    if actor is None or away(world, actor):
        raise XrpcError("InvalidToken")
    if actor["takedown"]:
        raise XrpcError("AccountTakedown")
    now = world.now().timestamp()
    if now >= session["refresh_until"]:
        raise XrpcError("ExpiredToken")
    until = min(session["refresh_until"], now + GRACE.total_seconds())
    world.store.sessions.put(session["id"], {**session, "refresh_until": until})
    return _opened(world, actor, session["scope"])


def caller(world: World, authorization: str) -> Json:
    """Return the session of a request. Raises XrpcError."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise XrpcError("AuthMissing")
    session = next((one for one in world.store.sessions if one["access"] == token), None)
    actor = world.store.actors.get(session["did"]) if session else None
    if session is None or actor is None:
        raise XrpcError("InvalidToken")
    if away(world, actor):
        raise XrpcError("AccountDeactivated")
    if actor["takedown"]:
        raise XrpcError("AccountTakedown")
    if world.now().timestamp() >= session["access_until"]:
        raise XrpcError("ExpiredToken")
    return session


def away(world: World, actor: Json) -> bool:
    """Return whether the account lives on another PDS."""
    return bool(actor["pds"]) and actor["pds"] != world.base


def expire(world: World, did: str) -> None:
    """Let the access tokens of an account run out."""
    for session in world.store.sessions:
        if session["did"] == did:
            world.store.sessions.put(session["id"], {**session, "access_until": 0})


def revoke(world: World, did: str) -> None:
    for session in world.store.sessions:
        if session["did"] == did:
            world.store.sessions.drop(session["id"])


def _opened(world: World, actor: Json, scope: str) -> Json:
    now = world.now()
    access = _token(actor["did"], scope, int((now + ACCESS).timestamp()))
    renewing = _token(actor["did"], "com.atproto.refresh", int((now + REFRESH).timestamp()))
    world.store.sessions.put(
        renewing[-16:],
        {
            "id": renewing[-16:],
            "did": actor["did"],
            "scope": scope,
            "access": access,
            "refresh": renewing,
            "access_until": (now + ACCESS).timestamp(),
            "refresh_until": (now + REFRESH).timestamp(),
        },
    )
    return {
        "did": actor["did"],
        "handle": actor["handle"],
        "accessJwt": access,
        "refreshJwt": renewing,
        "active": True,
        "didDoc": did_document(world, actor),
    }


def did_document(world: World, actor: Json) -> Json:
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": actor["pds"] or world.base,
    }
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": actor["did"],
        "alsoKnownAs": [f"at://{actor['handle']}"],
        "service": [service],
    }


def scope_of(token: str) -> str:
    """Return what a token says that it may do."""
    claims = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["scope"])


def _token(did: str, scope: str, until: int) -> str:
    """Return a token in the form of the network's, signed by nobody."""
    parts: tuple[Json, ...] = ({"typ": "at+jwt", "alg": "none"}, {"scope": scope, "sub": did, "exp": until})
    told = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join((*told, secrets.token_urlsafe(18)))
