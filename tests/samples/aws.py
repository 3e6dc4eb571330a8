"""AWS without AWS: moto, with keys that open nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from moto import mock_aws

from shared.adapters.aws.clients import session
from tests.integration.fast_moto import prepared_once

REGION: Final = "eu-west-1"
ACCOUNT = "123456789012"
"""moto's own."""


@contextmanager
def mocked_aws() -> Iterator[None]:
    """Everything inside speaks to moto, even where the environment names another endpoint, and with keys of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        session.cache_clear()
        with mock_aws(), prepared_once():
            yield
        session.cache_clear()
