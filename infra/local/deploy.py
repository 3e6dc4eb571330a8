"""Deployment of the real CDK app to the emulator with the real CDK command line."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, cast

import boto3
from botocore.exceptions import ClientError

from infra.bundling.contents import fingerprint
from infra.local import stand_ins
from infra.local.place import ACCOUNT, REGION, ROOT, LocalDesk
from infra.local.processes import LocalError, last_words
from infra.node import command, path_with_node

STAGE: Final = "local"
STACK: Final = f"Sokuto-{STAGE}"
SENDER: Final = "desk@example.com"
PYTHON: Final = f"{sys.version_info.major}.{sys.version_info.minor}"
LIMIT_SECONDS: Final = 300
DEPLOYED: Final = "/sokuto/deployed"


def client(place: LocalDesk, service: str) -> Any:
    """Return an SDK client for a place's emulator."""
    aws, sdk = place.aws(), cast(Any, boto3)
    return sdk.client(
        service,
        endpoint_url=aws["AWS_ENDPOINT_URL"],
        region_name=REGION,
        aws_access_key_id=aws["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=aws["AWS_SECRET_ACCESS_KEY"],
    )


def deploy(place: LocalDesk) -> dict[str, str]:
    """Deploy, unless the same is deployed already; return the stack's outputs.

    Raises LocalError with the end of the CDK's log if it fails or takes more than five minutes.
    """
    choices = _choices(place)
    wanted = _fingerprint(choices)
    if not (deployed(place) == wanted and _outputs(place)):
        place.log("deploy").write_bytes(b"")
        # From a folder without the app, or the CDK would synthesise it only to make a bucket.
        _cdk(place, "bootstrap", f"aws://{ACCOUNT}/{REGION}", cwd=place.state)
        context = [part for key, value in choices.items() for part in ("--context", f"{key}={value}")]
        how = ["--require-approval", "never", "--method", "direct", "--progress", "events"]
        _cdk(place, "deploy", STACK, *how, "--output", str(place.state / "cdk.out"), *context, cwd=ROOT)
        client(place, "ssm").put_parameter(Name=DEPLOYED, Value=wanted, Type="String", Overwrite=True)
    outputs = _outputs(place)
    place.api_id.write_text(_api_id(place), encoding="utf-8")
    return outputs


def deployed(place: LocalDesk) -> str:
    """Return the fingerprint of the last deployment; empty if there was none. The emulator stores it, so that it is lost
    together with the deployment."""
    ssm = client(place, "ssm")
    try:
        return str(ssm.get_parameter(Name=DEPLOYED)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return ""


def _choices(place: LocalDesk) -> dict[str, str]:
    """Return the context in which a local desk differs from one in the cloud: apps of every network, addresses, wheels for
    this machine, and no retained data."""
    return {
        "stage": STAGE,
        "sender": SENDER,
        "alarm_email": "",
        "removal_policy": "destroy",
        "deletion_protection": "false",
        "apps": json.dumps({network: stand_ins.apps(network) for network in stand_ins.MODULES}),
        "network_urls": json.dumps(place.network_urls),
        "desk_url": place.url,
        "login_url": place.url,
        "login_from_sender": "true",
        "wheels_platform": "",
        "python": PYTHON,
        **place.choices(),
    }


def _fingerprint(choices: dict[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(choices, sort_keys=True).encode())
    digest.update(fingerprint(platform="", python=PYTHON).encode())
    for path in sorted([*(ROOT / "infra").glob("*.py"), ROOT / "cdk.json", ROOT / "uv.lock"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cdk(place: LocalDesk, *arguments: str, cwd: Path) -> None:
    env = os.environ | place.aws() | {"PATH": path_with_node(), "CDK_DISABLE_CLI_TELEMETRY": "1"}
    with place.log("deploy").open("ab") as log:
        try:
            done = subprocess.run(
                [*command("cdk"), *arguments, "--no-notices", "--ci"],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                timeout=LIMIT_SECONDS,
            )
        except subprocess.TimeoutExpired as e:
            raise LocalError(
                f"cdk {arguments[0]} took more than {LIMIT_SECONDS} seconds; see {place.log('deploy')}"
            ) from e
    if done.returncode != 0:
        raise LocalError(f"cdk {arguments[0]} failed:\n{last_words(place, 'deploy', 40)}")


def _outputs(place: LocalDesk) -> dict[str, str]:
    """Return the deployed stack's outputs; empty if there is none."""
    try:
        (stack,) = client(place, "cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:
        return {}
    if not stack["StackStatus"].endswith("_COMPLETE") or "ROLLBACK" in stack["StackStatus"]:
        return {}
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _api_id(place: LocalDesk) -> str:
    resources = client(place, "cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    (api,) = [one for one in resources if one["ResourceType"] == "AWS::ApiGatewayV2::Api"]
    return str(api["PhysicalResourceId"])
