"""An AWS account that answers what a test tells it, through the real clients' way of calling."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

ACCOUNT = "111122223333"
REGION = "ap-northeast-1"
WELL: dict[str, Any] = {
    "sts.get_caller_identity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/engineer"},
    "ssm.get_parameter": {"Parameter": {"Value": "30"}},
    "cloudformation.describe_stacks": "ValidationError",
    "cloudformation.list_stack_resources": "ValidationError",
    "sesv2.get_email_identity": "NotFoundException",
    "sesv2.get_account": {"SendingEnabled": True, "ProductionAccessEnabled": True},
    "sns.get_sms_attributes": {"attributes": {"MonthlySpendLimit": "50"}},
    "sns.get_sms_sandbox_account_status": {"IsInSandbox": False},
    "lambda.get_account_settings": {
        "AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
    },
    "cognito-idp.describe_user_pool_domain": {"DomainDescription": {}},
    "cognito-idp.describe_user_pool": {"UserPool": {"DeletionProtection": "ACTIVE"}},
    "dynamodb.describe_table": {"Table": {"DeletionProtectionEnabled": True}},
    "stepfunctions.describe_state_machine": "StateMachineDoesNotExist",
    "acm.describe_certificate": {
        "Certificate": {"Status": "ISSUED", "DomainName": "*.acme.test", "SubjectAlternativeNames": ["*.acme.test"]}
    },
}
"""An account with everything that a first deployment needs. A text is the code of an error."""


class StubAws:
    """`answers` are by service and call: a document, the code of an error, or a function of what is asked."""

    def __init__(self, **_: Any) -> None:
        self.answers: dict[str, Any] = dict(WELL)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def make(self, service: str, **_: Any) -> Any:
        return _Client(self, service)

    def is_deployed(self, status: str = "UPDATE_COMPLETE", **resources: str) -> None:
        """The stack is there, with resources named by their type, in which two underscores stand for the colons."""
        self.answers["cloudformation.describe_stacks"] = {"Stacks": [{"StackStatus": status}]}
        found = [
            {"ResourceType": "AWS::" + kind.replace("__", "::"), "PhysicalResourceId": name}
            for kind, name in resources.items()
        ]
        filler = [{"ResourceType": "AWS::IAM::Policy", "PhysicalResourceId": f"policy-{n}"} for n in range(100)]

        def page(what: Mapping[str, Any]) -> Any:
            return (
                {"StackResourceSummaries": found}
                if "NextToken" in what
                else {"StackResourceSummaries": filler, "NextToken": "more"}
            )

        self.answers["cloudformation.list_stack_resources"] = page


class _Client:
    def __init__(self, aws: StubAws, service: str) -> None:
        self._aws = aws
        self._service = service

    def __getattr__(self, call: str) -> Callable[..., Any]:
        def called(**what: Any) -> Any:
            name = f"{self._service}.{call}"
            self._aws.asked.append((name, what))
            answer = self._aws.answers[name]
            answer = answer(what) if callable(answer) else answer
            if isinstance(answer, str):
                raise ClientError({"Error": {"Code": answer, "Message": f"about {call}"}}, call)
            return answer

        return called
