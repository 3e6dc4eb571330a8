"""What the user pool is asked for when somebody is invited; moto makes a second person of a resent invitation."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.aws.cognito import CognitoDirectory
from shared.domain.errors import NotFoundError, SignedInAlreadyError, UnavailableError
from shared.ports.people import Invitation

SAYS = Invitation("ja", "Root", ("@acme_help", "@acme_jp"))
TOLD = {"language": "ja", "invited_by": "Root", "accounts": "@acme_help\n@acme_jp"}
POOL = "ap-northeast-1_abc"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stubber:
    client = boto3.client("cognito-idp", region_name="ap-northeast-1", aws_access_key_id="x", aws_secret_access_key="x")
    monkeypatch.setattr(CognitoDirectory, "_client", client)
    stubber = Stubber(client)
    stubber.activate()
    return stubber


def user(status: str) -> dict[str, Any]:
    attributes = [{"Name": "sub", "Value": "s1"}, {"Name": "email", "Value": "jo@example.com"}]
    return {"Username": "s1", "UserAttributes": attributes, "UserStatus": status, "Enabled": True}


def test_an_invitation_is_resent_by_the_pool_which_makes_the_password(stub: Stubber) -> None:
    stub.add_response("admin_get_user", user("FORCE_CHANGE_PASSWORD"), {"UserPoolId": POOL, "Username": "s1"})
    asked = {
        "UserPoolId": POOL,
        "Username": "jo@example.com",
        "MessageAction": "RESEND",
        "DesiredDeliveryMediums": ["EMAIL"],
        "ClientMetadata": TOLD,
    }
    stub.add_response("admin_create_user", {}, asked)
    CognitoDirectory(POOL).invite_again("s1", SAYS)
    stub.assert_no_pending_responses()


@pytest.mark.parametrize("status", ["CONFIRMED", "RESET_REQUIRED", "EXTERNAL_PROVIDER"])
def test_who_has_a_password_of_their_own_is_not_invited(stub: Stubber, status: str) -> None:
    stub.add_response("admin_get_user", user(status))
    with pytest.raises(SignedInAlreadyError):
        CognitoDirectory(POOL).invite_again("s1", SAYS)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("UnsupportedUserStateException", SignedInAlreadyError),
        ("UserNotFoundException", NotFoundError),
        ("CodeDeliveryFailureException", UnavailableError),
        ("UserLambdaValidationException", UnavailableError),
    ],
)
def test_a_resend_that_the_pool_refuses_says_why(stub: Stubber, code: str, error: type[Exception]) -> None:
    stub.add_response("admin_get_user", user("FORCE_CHANGE_PASSWORD"))
    stub.add_client_error("admin_create_user", code)
    with pytest.raises(error):
        CognitoDirectory(POOL).invite_again("s1", SAYS)
