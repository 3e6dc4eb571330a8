"""Starts every function once, so that the first post of the day is not the slow one."""

from concurrent.futures import ThreadPoolExecutor

from infra.local.deploy import STACK, client
from infra.local.place import Place

NOTHING = b'{"Records": []}'


def warm_up(place: Place) -> None:
    """Call every function with nothing to do; what it says to that does not matter."""
    resources = client(place, "cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    names = [one["PhysicalResourceId"] for one in resources if one["ResourceType"] == "AWS::Lambda::Function"]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda name: client(place, "lambda").invoke(FunctionName=name, Payload=NOTHING), names):
            pass
