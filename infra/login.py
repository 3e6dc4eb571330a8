"""The sign-in: a Cognito user pool."""

from typing import cast

from aws_cdk import Aws, Duration
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.configuration.config import Config
from infra.function import Function
from infra.mail import Mail
from infra.nag import AcknowledgedFinding, acknowledge

ADMIN_ACTIONS = (
    "AdminGetUser",
    "AdminListGroupsForUser",
    "AdminCreateUser",
    "AdminUpdateUserAttributes",
    "AdminAddUserToGroup",
    "AdminRemoveUserFromGroup",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminUserGlobalSignOut",
)
"""Actions needed to invite, disable and enable people. None deletes a user, sets a password or changes the pool."""

TEMPORARY_PASSWORD_DAYS = 7
"""The mail that invites somebody says so too (`shared/domain/notifications/sign_in_text.py`; a test compares them)."""

CODE_SUBJECT = "Sokutō: your confirmation code / 確認コード"
CODE_BODY = (
    "Your confirmation code is {####}. If you did not ask for one, you can ignore this mail.<br>"
    "確認コードは {####} です。お心当たりのない場合は、このメールを破棄してください。"
)
"""The body of codes for which Cognito does not call the function that composes mails."""

GROUPS = ("admins", "managers", "agents")
"""In order of precedence: the first group that a person belongs to decides."""


class Login(Construct):
    """A user pool to which only admins add people, Cognito's sign-in page, and the page as a public client.

    A browser cannot keep a secret, so the client has none; its only flow is the authorization code with PKCE.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config, desk_url: str) -> None:
        super().__init__(scope, construct_id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(TEMPORARY_PASSWORD_DAYS),
            ),
            user_verification=cognito.UserVerificationConfig(
                email_style=cognito.VerificationEmailStyle.CODE, email_subject=CODE_SUBJECT, email_body=CODE_BODY
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            removal_policy=config.removal_policy,
            deletion_protection=config.deletion_protection,
        )
        for rank, group in enumerate(GROUPS):
            cognito.CfnUserPoolGroup(
                self, group.title(), user_pool_id=self.pool.user_pool_id, group_name=group, precedence=rank
            )
        prefix = config.login_prefix or f"sokuto-{config.stage}-{Aws.ACCOUNT_ID}"
        self.domain = self.pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix))
        pages = [f"{desk_url}/", *config.login_callbacks]
        self.client = self.pool.add_client(
            "Page",
            generate_secret=False,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
                callback_urls=pages,
                logout_urls=pages,
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(7),
        )
        # If left out, Cognito enables every flow but that of passwords.
        cast(cognito.CfnUserPoolClient, self.client.node.default_child).explicit_auth_flows = [
            "ALLOW_REFRESH_TOKEN_AUTH"
        ]
        self._from_sender = config.login_from_sender
        self.url = config.login_url or self.domain.base_url()
        acknowledge(self.pool, AcknowledgedFinding.PEOPLE_CHOOSE_A_SECOND_FACTOR, "AwsSolutions-COG2")
        acknowledge(self.pool, AcknowledgedFinding.THREAT_PROTECTION_COSTS, "AwsSolutions-COG3", "AwsSolutions-COG8")

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {
            "LoginUrl": self.url,
            "UserPoolId": self.pool.user_pool_id,
            "ClientId": self.client.user_pool_client_id,
        }

    def grant_sign_in(self, function: Function) -> None:
        """Give `function` the client id and addresses of the sign-in, which it passes to the page."""
        function.setting("DESK_USER_POOL_CLIENT_ID", self.client.user_pool_client_id)
        function.setting("DESK_AUTHORIZE_URL", f"{self.url}/oauth2/authorize")
        function.setting("DESK_TOKEN_URL", f"{self.url}/oauth2/token")
        function.setting("DESK_LOGOUT_URL", f"{self.url}/logout")

    def compose_mails_with(self, function: Function, *, mail: Mail) -> None:
        """Let `function` compose the pool's mails in the recipient's language; the pool fills in the password or code.

        The pool sends from Cognito's own address until `login_from_sender` allows SES with the desk's sender: Cognito
        refuses an identity that is not verified, which would fail a first deployment.
        """
        function.invoked_synchronously()
        self.pool.add_trigger(cognito.UserPoolOperation.CUSTOM_MESSAGE, function.target)
        if self._from_sender:
            resource = cast(cognito.CfnUserPool, self.pool.node.default_child)
            resource.email_configuration = cognito.CfnUserPool.EmailConfigurationProperty(
                email_sending_account="DEVELOPER", from_=mail.sender, source_arn=mail.identity_arn
            )

    def grant_manage_people(self, function: Function) -> None:
        """Let `function` invite, disable and enable people on behalf of the desk's admins."""
        function.setting("DESK_USER_POOL_ID", self.pool.user_pool_id)
        function.allow([f"cognito-idp:{action}" for action in ADMIN_ACTIONS], [self.pool.user_pool_arn])
