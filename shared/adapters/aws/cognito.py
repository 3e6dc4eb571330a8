"""The directory of people: an Amazon Cognito user pool with sign-in by mail address."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from shared.adapters.aws.clients import asking, client, code_of
from shared.domain.errors import InvalidError, NotFoundError, SignedInAlreadyError
from shared.domain.settings.desk import GROUPS
from shared.ports.people import Invitation, Member

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

WHAT = "the sign-in's user pool"

INVITED = "FORCE_CHANGE_PASSWORD"
"""Cognito's status of a user who has not signed in with the temporary password yet, whether or not it is still valid."""


class CognitoDirectory:
    """`ports.Directory`. Users are identified by their `sub`, and found by their mail address too."""

    def __init__(self, pool: str) -> None:
        self._pool = pool

    @cached_property
    def _client(self) -> "CognitoIdentityProviderClient":
        return cast("CognitoIdentityProviderClient", client("cognito-idp"))

    def find(self, email: str) -> Member | None:
        return self._member(email)

    def get(self, sub: str) -> Member | None:
        return self._member(sub)

    def everybody(self) -> Sequence[Member]:
        """List all people, with a call for every sixty, and one for each person: for the terminal, not for a request."""
        found: list[Member] = []
        with asking(WHAT):
            for page in self._client.get_paginator("list_users").paginate(UserPoolId=self._pool):
                for user in page["Users"]:
                    name = user["Username"]
                    found.append(
                        _member_of(name, user.get("Attributes", ()), self._groups(name), user.get("Enabled", True))
                    )
        return sorted(found, key=lambda member: member.email)

    def invite(self, email: str, name: str, says: Invitation) -> Member:
        attributes: list[AttributeTypeTypeDef] = [
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": name},
            {"Name": "locale", "Value": says.language},
        ]
        with asking(WHAT):
            try:
                self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=email,
                    UserAttributes=attributes,
                    DesiredDeliveryMediums=["EMAIL"],
                    ClientMetadata=_told(says),
                )
            except ClientError as e:
                if code_of(e) == "InvalidParameterException":
                    raise InvalidError("email", "The sign-in does not take this address.") from e
                if code_of(e) != "UsernameExistsException":
                    raise
        member = self._member(email)
        if member is None:
            raise NotFoundError("Nobody can sign in with this address.")
        return member

    def invite_again(self, sub: str, says: Invitation) -> None:
        def write() -> None:
            user = self._client.admin_get_user(UserPoolId=self._pool, Username=sub)
            if user["UserStatus"] != INVITED:
                raise SignedInAlreadyError
            self._client.admin_create_user(
                UserPoolId=self._pool,
                Username=_member_of(sub, user["UserAttributes"], (), enabled=True).email,
                MessageAction="RESEND",
                DesiredDeliveryMediums=["EMAIL"],
                ClientMetadata=_told(says),
            )

        self._change(write)

    def set_language(self, sub: str, language: str) -> None:
        attributes: Any = [{"Name": "locale", "Value": language}]
        self._change(
            lambda: self._client.admin_update_user_attributes(
                UserPoolId=self._pool, Username=sub, UserAttributes=attributes
            )
        )

    def change_email(self, sub: str, email: str) -> None:
        other = self._member(email)
        if other is not None and other.sub != sub:
            raise InvalidError("email", "Somebody else signs in with this address.")
        attributes: Any = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]

        def write() -> None:
            try:
                self._client.admin_update_user_attributes(
                    UserPoolId=self._pool, Username=sub, UserAttributes=attributes
                )
            except ClientError as e:
                if code_of(e) == "AliasExistsException":
                    raise InvalidError("email", "Somebody else signs in with this address.") from e
                raise

        if other is None or other.email != email:
            self._change(write)

    def set_groups(self, sub: str, groups: Collection[str]) -> None:
        """Change the groups, adding first, so that a person who changes groups is never in none."""

        def write() -> None:
            held = self._groups(sub)
            for group in (name for name in GROUPS if name in groups and name not in held):
                self._client.admin_add_user_to_group(UserPoolId=self._pool, Username=sub, GroupName=group)
            for group in (name for name in held if name not in groups):
                self._client.admin_remove_user_from_group(UserPoolId=self._pool, Username=sub, GroupName=group)

        self._change(write)

    def disable(self, sub: str) -> None:
        def write() -> None:
            self._client.admin_disable_user(UserPoolId=self._pool, Username=sub)
            self._client.admin_user_global_sign_out(UserPoolId=self._pool, Username=sub)

        self._change(write)

    def enable(self, sub: str) -> None:
        self._change(lambda: self._client.admin_enable_user(UserPoolId=self._pool, Username=sub))

    def _change(self, write: Callable[[], object]) -> None:
        with asking(WHAT):
            try:
                write()
            except ClientError as e:
                if code_of(e) == "UserNotFoundException":
                    raise NotFoundError("Nobody of this id can sign in.") from e
                if code_of(e) == "UnsupportedUserStateException":
                    raise SignedInAlreadyError from e
                raise

    def _member(self, name: str) -> Member | None:
        with asking(WHAT):
            try:
                user = self._client.admin_get_user(UserPoolId=self._pool, Username=name)
            except ClientError as e:
                if code_of(e) in ("UserNotFoundException", "InvalidParameterException"):
                    return None
                raise
            groups = self._groups(user["Username"])
        return _member_of(user["Username"], user.get("UserAttributes", ()), groups, user.get("Enabled", True))

    def _groups(self, name: str) -> tuple[str, ...]:
        """Return the user's groups that are the desk's; a pool can hold others."""
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(UserPoolId=self._pool, Username=name)
        held = {group.get("GroupName") for page in pages for group in page["Groups"]}
        return tuple(group for group in GROUPS if group in held)


def _told(says: Invitation) -> dict[str, str]:
    """Return the metadata that Cognito passes to the function that composes the mail."""
    told = {"language": says.language, "invited_by": says.invited_by, "accounts": "\n".join(says.accounts)}
    return {name: value for name, value in told.items() if value}


def _member_of(name: str, attributes: Iterable[Any], groups: tuple[str, ...], enabled: bool) -> Member:
    told = {str(each["Name"]): str(each.get("Value", "")) for each in attributes}
    return Member(told.get("sub", name), told.get("email", ""), groups, enabled)
