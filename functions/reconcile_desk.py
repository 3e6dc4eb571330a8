"""The sweeps, by schedule: every minute unsent messages; every five minutes overdue tickets, accounts that receive nothing,
grants that expire soon, and requests for erasure; every ten minutes texts past their retention, and files past theirs."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import settings, wiring

if TYPE_CHECKING:
    from shared.adapters.aws.queue_depths import QueueDepth
    from shared.usecases.operations.gauges import GaugesDesk
    from shared.usecases.operations.jobs import Jobs
    from shared.usecases.slices import Walked

logger = Logger()

Outcome = TypeVar("Outcome", bound=str)

TO_SPARE = timedelta(seconds=8)
"""What a run keeps of its function's time for the row that it is at, and for its log."""


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Run the sweep that `look_for` names: `unsent`, `overdue`, `permissions`, `erasures` or `expired`. The counts are answered for manual
    invocations. Each sweep is imported when it runs: the one of every minute needs the least."""
    desk = wiring.desk()
    desk.checkpoints.begin_run()
    if event["look_for"] == "unsent":
        from shared.usecases.operations.idle import is_idle

        if is_idle(desk=desk):
            return _logged(event, {})
    from shared.usecases.operations.jobs import Jobs

    jobs = Jobs()
    if event["look_for"] == "unsent":
        from shared.usecases.operations.send_unsent import send_unsent
        from shared.usecases.sla import reapply_to_waiting

        unsent: Counter[Any] = jobs.run("unsent", lambda: send_unsent(desk=desk), Counter)
        budget = reapply_to_waiting.ONE_RUN.within(_time_left(context))
        promises = jobs.walk("promises", lambda: reapply_to_waiting.reapply_everywhere(desk=desk, budget=budget))
        return _finished(event, Counter[str](unsent) + Counter[str](promises.outcomes), promises, jobs=jobs)
    if event["look_for"] == "permissions":
        from shared.usecases.accounts.renew_grants import renew_grants

        return _logged(event, renew_grants(desk=desk))
    if event["look_for"] == "erasures":
        from shared.usecases.privacy import handle_erasures

        budget = handle_erasures.ONE_RUN.within(_time_left(context))
        office = desk.hasty_dead_letter_office
        asked = jobs.walk("erasures", lambda: handle_erasures.handle_erasures(desk=desk, office=office, budget=budget))
        return _finished(event, asked.outcomes, asked, jobs=jobs)
    if event["look_for"] == "expired":
        from shared.usecases.attachments.forget_attachments import remove_expired_files
        from shared.usecases.privacy import apply_retention

        files: Counter[str] = jobs.run("files", lambda: remove_expired_files(desk=desk), Counter)
        budget = apply_retention.ONE_RUN.within(_time_left(context))
        texts = jobs.walk("texts", lambda: apply_retention.apply_retention(desk=desk, budget=budget))
        return _finished(event, Counter[str](texts.outcomes) + files, texts, jobs=jobs)
    from shared.usecases.accounts.watch_accounts import AccountsWatched, watch_accounts
    from shared.usecases.operations.due_steps import Overdue
    from shared.usecases.operations.reconcile import ONE_RUN, OverdueLook, find_overdue

    time = min(ONE_RUN, _time_left(context))
    look = jobs.run("overdue", lambda: find_overdue(desk=desk, time=time), OverdueLook)
    accounts = jobs.run("accounts", lambda: watch_accounts(desk=desk), AccountsWatched)
    numbers = jobs.walk("numbers", lambda: _unsealed(desk))
    depths: list[QueueDepth] = jobs.run("depths", desk.depths.read, list)
    dead = {depth.name: depth.dead for depth in depths if depth.dead}
    _count("TimersFound", look.waiting[Overdue.CHASED] + look.waiting[Overdue.TIMER_STARTED])
    _count("AccountsAtFault", accounts.at_fault)
    _count("DeadLetters", sum(dead.values()))
    figures = look.figures()
    figures["failed"] += accounts.failed
    figures |= {f"fault:{fault}": n for fault, n in accounts.faults.items()}
    figures |= {f"dead:{queue}": n for queue, n in dead.items()}
    jobs.failed |= look.jobs.failed | ({"accounts": accounts.unexpected} if accounts.unexpected is not None else {})
    try:
        return _finished(event, figures, *look.walks, numbers, jobs=jobs)
    finally:
        if settings.has_dashboard():
            _publish_gauges(desk)


def _unsealed(desk: "wiring.AwsDesk") -> "Walked[Any]":
    """Return for how long an account's days have not been sealed, as of a sweep that is not at its end. It is looked at here and not where
    they are sealed: so it is also seen that nothing seals them."""
    from shared.usecases.operations.sealing_lag import sealing_lag
    from shared.usecases.settings.current import desk_settings
    from shared.usecases.slices import Walked

    accounts = [account.id for account in desk_settings(desk).accounts]
    return Walked(behind=sealing_lag(accounts, desk=desk))


def _publish_gauges(desk: "GaugesDesk") -> None:
    """Publish what the dashboard shows, after everything else: if it cannot be read, that is logged, and the run has not failed."""
    from shared.usecases.operations.gauges import gauges

    try:
        for name, value in gauges(desk=desk).items():
            _gauge(name, value)
    except Exception as error:  # noqa: BLE001  # the dashboard has a gap, and no alarm reads it
        logger.warning("the dashboard's figures could not be read", error_type=type(error).__name__)


def _time_left(context: Any) -> timedelta:
    """Return how much longer the run may take further rows. Only Lambda knows: who calls by hand has the time that the jobs allow."""
    left = getattr(context, "get_remaining_time_in_millis", None)
    return timedelta(milliseconds=left()) - TO_SPARE if left is not None else timedelta(minutes=1)


def _finished(
    event: Mapping[str, Any], found: Mapping[Outcome, int], *walks: "Walked[Any]", jobs: "Jobs"
) -> dict[str, int]:
    """Log the counts, and the jobs that failed as a whole; publish for how long the slowest of the sweeps has not been at its end, if
    it was not; raise an error that is none of the desk's, or the one of such a job, if there was any. So the run is repeated, and is a
    dead letter if that fails too."""
    for name, error in jobs.failed.items():
        logger.error("a job failed", look_for=event["look_for"], job=name, error_type=type(error).__name__)
    figures = _logged(event, {**found, **({"jobs_failed": len(jobs.failed)} if jobs.failed else {})})
    behind = round(max(each.behind for each in walks).total_seconds())
    if behind:
        _count("SweepLag", behind)
    for each in walks:
        each.raise_unexpected()
    jobs.raise_failed()
    return figures


def _logged(event: Mapping[str, Any], found: Mapping[Outcome, int]) -> dict[str, int]:
    figures = {str(outcome): n for outcome, n in found.items()}
    log = logger.warning if figures.get("failed") or figures.get("jobs_failed") else logger.info
    log("reconciled", look_for=event["look_for"], found=figures)
    return figures


def _gauge(name: str, value: float) -> None:
    """Publish what the dashboard shows, also 0."""
    with single_metric(name=name, unit=MetricUnit.NoUnit, value=value):
        pass


def _count(name: str, n: int) -> None:
    """Publish a metric that an alarm reads, unless there is nothing: CloudWatch charges a metric by the hours in which it is sent."""
    if n:
        with single_metric(name=name, unit=MetricUnit.Count, value=n):
            pass
