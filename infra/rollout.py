"""A release that goes back by itself: CodeDeploy moves each function's alias, and CloudFormation takes the rest back."""

from collections.abc import Mapping
from typing import cast

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge


class Rollout(Construct):
    """With `rollout = "canary"`, a tenth of each function's calls goes to the new version for five minutes. If the alarm on its errors
    rings meanwhile, CodeDeploy gives all calls back to the old version, the update fails, and CloudFormation rolls the stack back.

    Everything that calls a function calls its alias: queues, schedules, the API, and the timers that have been waiting since an older
    release. The rights are written out, since the role that AWS manages reads every object of every bucket.
    """

    def __init__(self, scope: Construct, construct_id: str, *, alarms: Mapping[Function, cloudwatch.IAlarm]) -> None:
        super().__init__(scope, construct_id)
        application = codedeploy.LambdaApplication(self, "Application")
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"))
        role.add_to_policy(iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=["*"]))
        acknowledge(role, AcknowledgedFinding.ALARMS_ARE_DESCRIBED_AS_A_WHOLE, "AwsSolutions-IAM5[Resource::*]")
        for function, alarm in alarms.items():
            alias = cast(lambda_.Alias, function.target)
            role.add_to_policy(
                iam.PolicyStatement(
                    actions=["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
                    resources=[function.function.function_arn, alias.function_arn],
                )
            )
            codedeploy.LambdaDeploymentGroup(
                self,
                function.node.id,
                application=application,
                alias=alias,
                alarms=[alarm],
                role=role.without_policy_updates(),
                deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
            )
