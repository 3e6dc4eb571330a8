"""Start and stop a whole desk on this machine, for `make up`, `make run` and the tests."""

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx

from infra.local import demo_settings, stand_ins
from infra.local.deploy import SENDER, client, deploy, deployed
from infra.local.emulator import NAME as EMULATOR
from infra.local.emulator import forget, start_emulator
from infra.local.networks import answers, connect, give_keys, give_permissions, start_stand_ins
from infra.local.outputs import outputs
from infra.local.place import LocalDesk
from infra.local.processes import LocalError, last_words, running, start, started, stop, until
from infra.local.users import let_in
from infra.local.warm import warm_up, write_down

CUSTOMERS: Final = "customers"
STAND_INS: Final = tuple(map(stand_ins.process, stand_ins.MODULES))
Tell = Callable[[str], None]


def up(place: LocalDesk, *, demo: bool, tell: Tell = lambda _: None) -> dict[str, Any]:
    """Start the desk, or its missing parts, and return when it is ready, with the content of `.local/outputs.json`.

    A running desk is only updated with changes. Raises LocalError with the cause and the remedy.
    """
    with _alone(place):
        _keep_ports(place)
        tell("starting the emulator")
        start_emulator(place)
        tell("starting the stand-ins for the networks")
        start_stand_ins(place)
        tell("deploying")
        try:
            stack = deploy(place)
        except LocalError:
            if not deployed(place):  # nothing to keep, and a half-made desk would be in the way next time
                stop(place, EMULATOR)
                forget(place)
            raise
        tell("letting people in")
        people = let_in(place, stack["UserPoolId"])
        _verify_sender(place)
        give_keys(place, json.loads(stack["AppSecrets"]))
        give_permissions(place, json.loads(stack["AppGrants"]))
        written = outputs(place, stack, people)
        minutes = demo_settings.DEMO_MINUTES if demo else demo_settings.USUAL_MINUTES
        demo_settings.push(place, people, written["internal"]["environment"], minutes=minutes)
        tell("warming the functions up")
        warm_up(place)
        _wait_for(f"{place.url}/health")
        connect(place, written["desk_url"])
        write_down(place)
        place.outputs.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if demo:
            tell("calling the customers")
            _start_customers(place)
            place.demo.touch()
        else:
            stop(place, CUSTOMERS)
    return written


def down(place: LocalDesk) -> list[str]:
    """Stop the processes of this place, customers first and the emulator last, also those of a stand-in that is no longer in
    the list; return the names of those that were running."""
    with _alone(place):
        others = [name for name in started(place) if name not in (CUSTOMERS, EMULATOR)]
        return [name for name in (CUSTOMERS, *others, EMULATOR) if stop(place, name)]


def fresh(place: LocalDesk) -> list[str]:
    """Stop the desk, and delete all its data; return the names of the processes that were running. Installed tools stay."""
    stopped = down(place)
    with _alone(place):
        forget(place)
        for name in (*map(stand_ins.folder, stand_ins.MODULES), "tmp", "cdk.out", "logs"):
            shutil.rmtree(place.state / name, ignore_errors=True)
        for written in (place.outputs, place.settings, place.api_id, place.demo, place.state / "ports"):
            written.unlink(missing_ok=True)
    return stopped


def check_running(place: LocalDesk, *, demo: bool) -> None:
    """Check that all processes are running. Raises LocalError if one has ended, since nothing would happen any more."""
    for name in (EMULATOR, *STAND_INS, *((CUSTOMERS,) if demo else ())):
        if running(place, name) is None:
            raise LocalError(
                f"{name} has ended, so that nothing more will come. Its last words:\n{last_words(place, name)}\n"
                f"Begin again: {place.command}"
            )


@contextmanager
def _alone(place: LocalDesk) -> Iterator[None]:
    """Lock the place, so that two commands do not start the same desk at once."""
    place.state.mkdir(parents=True, exist_ok=True)
    with (place.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            raise LocalError(f"another command is at work on the desk in {place.state}") from e
        yield


def _keep_ports(place: LocalDesk) -> None:
    """Check that a desk keeps its ports for as long as it keeps what was written down: they are part of the addresses of its queues
    and webhooks, so on others it would hear nothing. Raises LocalError if other ports are requested."""
    ports = place.state / "ports"
    wanted = f"{place.port} and {place.x_port}"
    taken = ports.read_text(encoding="utf-8") if ports.exists() else wanted
    if taken != wanted:
        if any(running(place, name) for name in (EMULATOR, *STAND_INS)):
            raise LocalError(f"the desk in {place.state} runs on the ports {taken}; stop it first: make down")
        if place.outputs.exists():
            desk, others = taken.split(" and ")
            raise LocalError(
                f"the desk in {place.state} was made on the ports {taken}. Go on with it: {place.command} DESK_PORT={desk} "
                f"X_PORT={others}. Or forget what it has written down, and begin anew: make fresh"
            )
    ports.write_text(wanted, encoding="utf-8")


def _start_customers(place: LocalDesk) -> None:
    if running(place, CUSTOMERS) is None:
        command = [sys.executable, "-m", "infra.local.customers", "--outputs", str(place.outputs)]
        start(place, CUSTOMERS, command, env=os.environ)
        if until(lambda: running(place, CUSTOMERS) is None, seconds=2):
            raise LocalError(f"the customers left at once; see {place.log(CUSTOMERS)}")


def _verify_sender(place: LocalDesk) -> None:
    """Have the sender verified, as its owner does by hand in the cloud."""
    ses = client(place, "sesv2")
    try:
        ses.create_email_identity(EmailIdentity=SENDER)
    except ses.exceptions.AlreadyExistsException:
        return


def _wait_for(url: str) -> None:
    """Wait up to half a minute for a successful response. Raises LocalError with the last response."""
    if not until(lambda: answers(url), seconds=30):
        try:
            answer = httpx.get(url, timeout=30).text
        except httpx.HTTPError as e:
            answer = str(e)
        raise LocalError(f"{url} does not answer as it should: {answer[:500]}")
