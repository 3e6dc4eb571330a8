"""The emulator of AWS, in the foreground. It runs in an environment of its own, so it imports nothing of this repo.

MiniStack as it is, but for what the desk needs and a laptop can bear:

- One address for people and machines. What is neither signed for AWS nor one of the emulator's own pages goes to the
  desk's HTTP API, so that the desk is `http://localhost:<port>/`: many clients do not resolve `<id>.execute-api.localhost`.
- Code is unpacked once, not for every process that runs it.
- A burst waits for a warm function instead of starting a process for each call.
- A stream's changes are gathered as long as its mapping says before a function is called, and hold up no queue meanwhile.
- Roles are held to what they allow, down to the address that a mail may come from.
- An answer does not wait 50 ms for a log line that may never come.
- `StartExecution` with the name and input of an open execution succeeds, as it does on AWS, and a restart takes open
  executions up again: a timer whose wait is over by then goes off at once.
"""

import asyncio
import hashlib
import json
import logging
import os
import re
import signal
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from email.utils import parseaddr
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, stepfunctions

Scope = MutableMapping[str, Any]
Channel = Callable[..., Awaitable[Any]]

PORT = int(os.environ["GATEWAY_PORT"])
ACCOUNT = os.environ["MINISTACK_ACCOUNT_ID"]
API_ID = Path(os.environ["DESK_API_ID_FILE"])
WARM_PER_FUNCTION = max(2, os.cpu_count() or 2)
PATIENCE_SECONDS = 25
RESTORED_AFTER_SECONDS = 3
SOONEST_SECONDS = 0.1
OF_THE_EMULATOR = re.compile(r"/(_ministack|_aws|_localstack|oauth2|saml2|login|logout)(/|$)|.*/\.well-known/")
OF_THIS_MACHINE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$")


def is_for_aws(scope: Scope) -> bool:
    """Return whether a request is a call of AWS, or of the emulator itself, rather than a visit to the desk."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return (
        bool(OF_THE_EMULATOR.match(scope["path"]))
        or not OF_THIS_MACHINE.match(headers.get("host", ""))
        or headers.get("authorization", "").startswith("AWS4-")
        or any(name.startswith("x-amz-") for name in headers)
        or b"X-Amz-" in scope["query_string"]
        or (scope["method"] == "POST" and scope["path"] == "/")
    )


def desk_api() -> str:
    """Return the path under which the emulator serves the desk's HTTP API; empty until there is one."""
    return f"/_aws/execute-api/{API_ID.read_text(encoding='utf-8').strip()}/$default" if API_ID.exists() else ""


async def front(scope: Scope, receive: Channel, send: Channel) -> None:
    """Route visits to the desk's HTTP API, everything else to the emulator; `/_desk/warm` starts all functions,
    `/_desk/save` writes all state.
    """
    if scope["type"] == "http" and scope["path"] == "/_desk/warm":
        failed = await asyncio.to_thread(warm_up)
        await say(send, 500 if failed else 200, failed or "Every function is warm.")
        return
    if scope["type"] == "http" and scope["path"] == "/_desk/save":
        ministack.save_all(ministack._build_persistence_save_dict())
        await say(send, 200, "What is there is written down.")
        return
    if scope["type"] == "http" and not is_for_aws(scope):
        prefix = desk_api()
        if not prefix:
            await say(send, 503, "The desk is not deployed yet.")
            return
        raw = scope.get("raw_path") or quote(scope["path"]).encode()
        scope = {**scope, "path": prefix + scope["path"], "raw_path": prefix.encode() + raw}
    elif scope["type"] == "http":  # the queues refuse plain connections
        scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}
    await ministack.app(scope, receive, send)


async def say(send: Channel, status: int, sentence: str) -> None:
    """Respond with a sentence."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})


def warm_up() -> str:
    """Start a process for each function that has none; return the reason of the first one that did not start."""

    def start_one(function: dict[str, Any]) -> str:
        config = function["config"]
        worker, _ = lease(config["FunctionName"], config, function["code_zip"], qualifier="$LATEST")
        try:
            lambda_runtime.ensure_spawned(worker)
        except RuntimeError as e:
            return f"{config['Handler']}: {e}"
        finally:
            give_back(worker)
        return ""

    with ThreadPoolExecutor(WARM_PER_FUNCTION) as pool:
        return next((failed for failed in pool.map(start_one, lambda_svc._functions.all_values()) if failed), "")


def wait_for_a_warm_worker(name: str, *args: Any, **options: Any) -> Any:
    """Lease a worker of the function; rather wait a second for a warm one than start another, and keep few in all.

    Another process takes longer to start than most calls take, and more processes than processors only slow a burst
    down. The wait is bounded, since a worker may hang.
    """
    began = time.monotonic()
    with turns[name]:
        while (waited := time.monotonic() - began) < PATIENCE_SECONDS:
            worker, reason = lease(name, *args, **options, max_concurrency=1 if waited < 1 else WARM_PER_FUNCTION)
            if worker is not None:
                return worker, reason
            turns[name].wait((1 if waited < 1 else PATIENCE_SECONDS) - waited)
    return lease(name, *args, **options)


def give_back(worker: Any) -> None:
    """Release a worker, and let the next caller in line have it."""
    if worker is not None:
        release(worker)
        with turns[worker.func_name]:
            turns[worker.func_name].notify()


def start_execution(data: dict[str, Any]) -> Any:
    """Start an execution. Idempotent: the same name and input while it is open is the same execution."""
    machine = data.get("stateMachineArn", "").replace(":stateMachine:", ":execution:")
    known = stepfunctions._executions.get(f"{machine}:{data.get('name')}")
    if known and known["status"] == "RUNNING" and known["input"] == data.get("input", "{}"):
        return stepfunctions.json_response({"executionArn": known["executionArn"], "startDate": known["startDate"]})
    return start(data)


def take_up(data: dict[str, Any]) -> None:
    """Restore state machines, and rerun open executions, once the rest of the emulator is there.

    The desk's timers read everything anew when they wake, so starting over from the input is right.
    """
    restore(data)
    for execution in stepfunctions._executions.all_values():
        if execution.get("error") == "States.ServiceRestart":
            execution.update(status="RUNNING", stopDate=None, error=None, cause=None)
            run = threading.Timer(RESTORED_AFTER_SECONDS, stepfunctions._run_execution, [execution["executionArn"]])
            run.daemon = True
            run.start()


def follow_streams() -> None:
    """Hand the changes of streams to their functions, gathered for as long as their mappings say, and in a thread of their own:
    MiniStack calls a function for each change as soon as it is made, and looks at no queue until that call has ended.
    """
    while True:
        mappings = [each for each in lambda_svc._esms.all_values() if "/stream/" in each.get("EventSourceArn", "")]
        time.sleep(max([SOONEST_SECONDS, *(each.get("MaximumBatchingWindowInSeconds") or 0 for each in mappings)]))
        try:
            read_streams()
        except Exception:
            logging.getLogger("lambda").exception("streams could not be read")


def refuse_mail(
    method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
) -> Any:
    """Refuse a mail that the role may not send: the permission depends on the sender's identity and address, which
    MiniStack does not check.
    """
    if not path.startswith("/v2/email/outbound-emails"):
        return refuse(method, path, headers, body, query, request_id)
    sender = parseaddr(json.loads(body).get("FromEmailAddress", ""))[1]
    identity = f"arn:aws:ses:{ministack.extract_region(headers, query)}:{ACCOUNT}:identity/{sender}"
    context = {"ses:FromAddress": sender}
    return ministack._enforce_data_plane(
        "sesv2", "ses:SendEmail", headers, query, request_id, resource_arn=identity, service_context=context
    )


class SharedCode(zipfile.ZipFile):
    """Unpacks a function's code once for all processes that run it, and gives each a folder of links to the unpacked
    files.
    """

    unpacking = threading.Lock()

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """Link files that are unpacked already, identified by the archive's checksum."""
        names = "".join(f"{entry.filename} {entry.CRC} " for entry in self.infolist())
        shared = Path(os.environ["TMPDIR"]) / f"code-{hashlib.sha256(names.encode()).hexdigest()[:16]}"
        with self.unpacking:
            if not shared.is_dir():
                fresh = shared.with_suffix(".fresh")
                super().extractall(fresh, members, pwd)
                fresh.rename(shared)
        for entry in shared.iterdir():
            (Path(path) / entry.name).symlink_to(entry)


turns: defaultdict[str, threading.Condition] = defaultdict(threading.Condition)
lease = lambda_runtime.acquire_worker
release = lambda_runtime.release_worker
start = stepfunctions._start_execution
restore = stepfunctions._restore_state
read_streams = lambda_svc._poll_dynamodb_streams
lambda_svc.acquire_worker = wait_for_a_warm_worker
lambda_svc.release_worker = give_back
stepfunctions._start_execution = start_execution
stepfunctions._restore_state = take_up
lambda_svc._poll_dynamodb_streams = lambda: False
logging.getLogger("persistence").setLevel(logging.WARNING)
refuse = ministack._enforce_ses_v2
ministack._enforce_ses_v2 = refuse_mail
lambda_runtime.zipfile = SimpleNamespace(ZipFile=SharedCode)
lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.003, 0.003, 0.25)


async def main() -> None:
    """Serve until stopped; state is written on exit."""
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{PORT}"]
    config.keep_alive_timeout = 75
    config.backlog = 1024
    threading.Thread(target=follow_streams, daemon=True).start()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await serve(front, config, shutdown_trigger=stop.wait)


asyncio.run(main())
