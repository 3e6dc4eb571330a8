"""The people who can sign in to a desk on this machine. Their passwords open nothing else."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from infra.local.deploy import client
from infra.local.place import LocalDesk

PASSWORD: Final = "Sokuto-demo-1"


@dataclass(frozen=True, kw_only=True)
class LocalUser:
    """A member of the team; mail addresses and numbers are ones that are reserved for examples."""

    email: str
    name: str
    group: str
    language: str
    zone: str
    phone: str
    sign_off: str


TEAM: Final = (
    LocalUser(
        email="keiko@example.com",
        name="Keiko Tanaka",
        group="agents",
        language="ja",
        zone="Asia/Tokyo",
        phone="+819000000001",
        sign_off="KT",
    ),
    LocalUser(
        email="jo@example.com",
        name="Jo Park",
        group="agents",
        language="en",
        zone="Europe/London",
        phone="+447700900001",
        sign_off="JP",
    ),
    LocalUser(
        email="haruka@example.com",
        name="Haruka Sato",
        group="managers",
        language="ja",
        zone="Asia/Tokyo",
        phone="+819000000002",
        sign_off="HS",
    ),
    LocalUser(
        email="sam@example.com",
        name="Sam Rivera",
        group="admins",
        language="en",
        zone="America/New_York",
        phone="+12025550100",
        sign_off="SR",
    ),
)


@dataclass(frozen=True, kw_only=True)
class LetIn(LocalUser):
    """A person who can sign in, as the pool has them: they may have been changed on the desk since."""

    groups: tuple[str, ...]
    disabled: bool


def let_in(place: LocalDesk, pool: str) -> dict[str, LetIn]:
    """Add every member of the team to the pool, each in their group; existing users stay as they are. Keyed by
    Cognito's `sub`.
    """
    cognito = client(place, "cognito-idp")
    return dict(_let_in(cognito, pool, person) for person in TEAM)


def _let_in(cognito: Any, pool: str, person: LocalUser) -> tuple[str, LetIn]:
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=person.email,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": person.email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": person.name},
            ],
        )
    except cognito.exceptions.UsernameExistsException:
        pass
    else:
        cognito.admin_set_user_password(UserPoolId=pool, Username=person.email, Password=PASSWORD, Permanent=True)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.email, GroupName=person.group)
    user = cognito.admin_get_user(UserPoolId=pool, Username=person.email)
    held = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=person.email)["Groups"]
    sub = next(str(one["Value"]) for one in user["UserAttributes"] if one["Name"] == "sub")
    groups = tuple(str(group["GroupName"]) for group in held)
    return sub, LetIn(**asdict(person), groups=groups, disabled=not user["Enabled"])
