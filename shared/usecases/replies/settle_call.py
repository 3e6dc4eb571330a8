"""Settle a call of unknown outcome: its parts may be on the network (R1, N4)."""

from datetime import timedelta
from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.answering.attempt import Attempt, AttemptOutcome, NotPosted, Posted, Unclear
from shared.domain.errors import (
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutOfCreditError,
    QuotaUsedUpError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    TooVisibleError,
    UnavailableError,
)
from shared.domain.networks.rules import NetworkRules
from shared.domain.replies.reply import Reply
from shared.ports.clock import HasClock
from shared.ports.network_sending import Sent
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.replies.identify_sent_post import IdentifySentPostDesk, identify_sent_post
from shared.usecases.replies.other_answers import is_another_answer
from shared.usecases.replies.posted_part import posted
from shared.usecases.replies.prepare_call import answered_post, prepare_call
from shared.usecases.replies.record_outcome import record_outcome

NOT_FOUND = "The network did not say whether this was posted, and it was not found there."


_OF_NOW = (NotAnswerableError, NotPermittedError, DisconnectedError, OutOfCreditError, QuotaUsedUpError)
"""What the network says of the repeated call, and which another repetition would not change."""


class SettleCallDesk(IdentifySentPostDesk, Protocol):
    """The parts of the desk that `settle_call` uses."""


def settle_call(attempt: Attempt, *, desk: SettleCallDesk) -> Reply:
    """Settle parts that may be on the network: by the very same call where its key is still good (N4), else among the
    account's own posts, twice; then ask a person (R1)."""
    if attempt.reply.claimed is not None:
        return identify_sent_post(attempt, attempt.reply.claimed, desk=desk)
    outcome: AttemptOutcome | None = None
    try:
        rules = plug_of(attempt.account, desk=desk).rules
        keys = rules.idempotency if _has_good_key(attempt, rules, desk=desk) else None
        if rules.finds_own and (keys is None or keys.look_first):
            outcome = _looked_for(attempt, desk=desk)
        if keys is not None and (outcome is None or _is_too_visible(outcome)):
            outcome = _repeated(attempt, desk=desk)
    except RateLimitedError as error:
        outcome = Unclear(str(error), error.until)
    except SocialNetworkError as error:
        outcome = Unclear(str(error))
    return record_outcome(attempt, outcome or Unclear(NOT_FOUND), desk=desk)


def _is_too_visible(outcome: AttemptOutcome) -> bool:
    """Return True for a post that more people see than were to: the sender that makes its call again deletes it (N6)."""
    return isinstance(outcome, Posted) and outcome.too_visible


def _has_good_key(attempt: Attempt, rules: NetworkRules, *, desk: HasClock) -> bool:
    """Return whether the network surely remembers the key, which was used no earlier than the reply was written."""
    keys, age = rules.idempotency, desk.clock.now() - attempt.reply.created_at
    keyed = keys is not None and attempt.reply.channel in keys.channels and attempt.part.key is not None
    return keys is not None and keyed and age < keys.trusted_for


def _looked_for(attempt: Attempt, *, desk: SettleCallDesk) -> AttemptOutcome | None:
    """Return the outcome if every part is among the account's own posts; None otherwise. Raises SocialNetworkError."""
    reply, account, sender = attempt.reply, attempt.account, plug_of(attempt.account, desk=desk).sender
    tried_at = attempt.part.tried_at or reply.created_at
    found: list[Sent] = []
    for text in attempt.texts:
        with tracked_call(account.id, Call.find_own(reply.channel), desk=desk):
            sent = sender.find_own(
                account,
                channel=reply.channel,
                to=attempt.to,
                customer=attempt.customer,
                text=text,
                since=tried_at - timedelta(minutes=1),
                key=attempt.part.key,
                answered=answered_post(attempt),
            )
        if sent is None or is_another_answer(attempt, sent.post_id, desk=desk):
            return None
        found.append(sent)
    return posted(attempt, found, now=desk.clock.now())


def _repeated(attempt: Attempt, *, desk: SettleCallDesk) -> AttemptOutcome:
    """Make the very same call again: with its key, the network posts it once (N4). Only a refusal of the words says that
    the parts are not there. Whatever else goes wrong says nothing of the first call: since then the post may have been
    deleted, its window closed, or a right withdrawn."""
    try:
        prepared = prepare_call(attempt, attempt.part.tried_at or attempt.reply.created_at, desk=desk)
        if prepared is None:
            return Unclear(NOT_FOUND)
        return posted(attempt, prepared.send(), now=desk.clock.now())
    except _OF_NOW as error:
        return Unclear(str(error))
    except (RefusedError, TooVisibleError) as error:
        return NotPosted(error)
    except RateLimitedError as error:
        return Unclear(str(error), error.until, repeats=True)
    except (SocialNetworkError, UnavailableError) as error:
        return Unclear(str(error), repeats=True)
