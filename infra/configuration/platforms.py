"""What the functions can run on."""

from typing import Final

PLATFORMS: Final = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}
"""uv's platform of the wheels that Lambda runs, by its architecture."""

PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
"""What this project runs on of what Lambda has: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""
