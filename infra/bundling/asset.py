"""The bundle as a CDK asset."""

from pathlib import Path
from typing import Any

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling
from aws_cdk import aws_lambda as lambda_

from infra.bundling.contents import bundle, fingerprint
from infra.configuration.config import Config
from infra.node import ROOT


def bundled(config: Config) -> lambda_.Code:
    """Return the code of every function, to be shared by all of them, so that it is bundled and uploaded once."""
    return lambda_.Code.from_asset(
        str(ROOT),
        asset_hash_type=AssetHashType.CUSTOM,
        asset_hash=fingerprint(platform=config.platform, python=config.python),
        bundling=BundlingOptions(
            image=DockerImage.from_registry(f"public.ecr.aws/lambda/python:{config.python}"),
            local=_Local(platform=config.platform, python=config.python),
        ),
    )


@jsii.implements(ILocalBundling)
class _Local:
    """Bundles on this machine, and never falls back to Docker: errors are raised."""

    def __init__(self, *, platform: str, python: str) -> None:
        self._platform = platform
        self._python = python

    def try_bundle(self, output_dir: str, *_args: Any, **_options: Any) -> bool:
        bundle(Path(output_dir), platform=self._platform, python=self._python)
        return True
