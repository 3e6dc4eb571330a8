"""The rules of a toy network."""

from tests.toy.rules import RULES as RULES
