"""Everything that can go wrong, in one place. Adapters translate their vendor's errors into these with `raise … from e`;
the HTTP status of each stands in `functions/desk_api/http/problems.py`.

DeskError
├── InvalidError                 what was asked for cannot be, and which field says so
│   ├── InvalidCalendarError
│   │   └── NeverOpenError
│   └── EmptyReplyError
├── NotFoundError
├── SignedOutError
├── ForbiddenError
├── ConflictError                the state moved on under the request
│   ├── ClaimHeldError
│   ├── StaleDraftError
│   ├── AnswerUnderWayError
│   ├── IdReusedError            an id that names one reply, or note, came with other content
│   ├── SettingsMovedError
│   ├── SignedInAlreadyError     and need no invitation any more
│   └── VersionConflictError
│       └── DuplicatePostError
├── NeedsConfirmationError       an answer holds what its writer has not confirmed
├── HistoryNeededError           a decision needs the part of a long ticket that was not read: read it whole, and decide again
├── TooSoonError                 once more is too often
├── BrokenEventError             an event that we ought to understand and cannot
├── DeliveryError                a mail or an SMS that did not go out; the same again may work
│   ├── AddressRefusedError      and never will, to this address
│   └── CarrierSuspendedError       and will not for anybody, until a person has seen to the account
├── TooLargeError                more bytes than the desk takes
├── UnavailableError             a queue, a timer or a secret that did not answer; the same again may work
│   ├── UnreadableSecretError     and what stands there is no secret of ours
│   └── CredentialNotStoredError              and what a network gives only once was to be written there
└── SocialNetworkError                 what a social network said to a call of ours
    ├── RefusedError
    │   ├── NotAnswerableError
    │   │   └── PostGoneError
    │   └── NotPermittedError
    ├── DisconnectedError
    │   └── AccountRefusedError
    ├── OutOfCreditError
    ├── QuotaUsedUpError
    ├── RateLimitedError
    │   └── BudgetSpentError
    ├── UnreachableError
    ├── TooVisibleError
    └── OutcomeUnknownError
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.replies.cautions import Caution


class DeskError(Exception):
    """The root: catch this to catch what the desk itself raises."""


class InvalidError(DeskError):
    """A value that cannot be accepted: `path` names the field, `sentence` says what is wrong with it."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.path = path
        self.sentence = sentence


class InvalidCalendarError(InvalidError):
    """A calendar document that contradicts itself or names what does not exist."""


class NeverOpenError(InvalidCalendarError):
    """A calendar without any open time within 366 days (B4)."""


class EmptyReplyError(InvalidError):
    """A reply with nothing to say."""


class NotFoundError(DeskError):
    """No such ticket, reply, account or person."""


class SignedOutError(DeskError):
    """The sign-in has ended, or never was: sign in again."""


class ForbiddenError(DeskError):
    """The person is known, and this is not theirs to do."""


class ConflictError(DeskError):
    """The state moved on under the request; read again and decide again."""


class ClaimHeldError(ConflictError):
    """Another agent is writing the answer (R2)."""

    def __init__(self, holder: str, until: datetime) -> None:
        super().__init__("Another agent holds the claim.")
        self.holder = holder
        self.until = until


class StaleDraftError(ConflictError):
    """Something newer stands in the ticket than the writer had on the screen (R2)."""

    def __init__(self, newer: Sequence[str]) -> None:
        super().__init__("The conversation moved on while this answer was being written.")
        self.newer = tuple(newer)


class AnswerUnderWayError(ConflictError):
    """An answer is on its way out: a second one waits for it, and it cannot be taken back any more (R1)."""


class IdReusedError(ConflictError):
    """The id that a page gave a reply or a note stands for another content already, which is `stored` (R7)."""

    def __init__(self, stored: object) -> None:
        super().__init__("This id stands for other words already, or for another place to send them to.")
        self.stored = stored


class NeedsConfirmationError(DeskError):
    """An answer holds what goes out only once its writer has said, finding by finding, that it is meant (R8)."""

    def __init__(self, findings: Sequence["Caution"]) -> None:
        super().__init__("Something in this answer has to be confirmed before it goes out.")
        self.findings = tuple(findings)


class SettingsMovedError(ConflictError):
    """A settings document is not, or no longer, at the version that its editor started from."""

    def __init__(self, kind: str, ident: str, version: int) -> None:
        super().__init__(f"The {kind} {ident!r} stands at version {version}; read it again and decide again.")
        self.kind = kind
        self.ident = ident
        self.version = version


class SignedInAlreadyError(ConflictError):
    """The person to be invited again has set a password already."""

    def __init__(self) -> None:
        super().__init__(
            "They have signed in already; whoever forgot their password sets a new one on the sign-in page."
        )


class VersionConflictError(ConflictError):
    """Someone else saved the same thing first."""


class DuplicatePostError(VersionConflictError):
    """The post is stored already: the put that must not find it found it (I3)."""


class HistoryNeededError(DeskError):
    """The part of a long ticket that was not read bears on the decision: it is taken again on the whole ticket."""


class TooSoonError(DeskError):
    """The action is rate limited, and was done a moment ago."""


class BrokenEventError(DeskError):
    """An event of a kind that we handle, whose content we cannot use; the message says why, for the DLQ (I5)."""


class UnreadableMessageError(DeskError):
    """A message of one of the desk's own queues that this release cannot read; the message says why, for the DLQ."""


class DeliveryError(DeskError):
    """A mail or an SMS that the carrier did not take; the message is the carrier's."""


class AddressRefusedError(DeliveryError):
    """The carrier will not deliver to this address again: `fault` is the `AddressFault` that it is marked with."""

    def __init__(self, fault: str, words: str) -> None:
        super().__init__(words)
        self.fault = fault


class CarrierSuspendedError(DeliveryError):
    """The account may send no more: its limit is spent, or the carrier has paused it."""


class TooLargeError(DeskError):
    """A file of more bytes than the desk takes."""


class UnavailableError(DeskError):
    """A service of the cloud that the desk leans on refused or did not answer; the message says which."""


class UnreadableSecretError(UnavailableError):
    """The secret's content is no JSON object."""


class CredentialNotStoredError(UnavailableError):
    """A credential that the network issues only once could not be stored: it exists only in this process."""


class SocialNetworkError(DeskError):
    """A call to a social network that did not go as asked."""


class RefusedError(SocialNetworkError):
    """The network understood and said no, in its own words. Nothing was posted."""


class NotAnswerableError(RefusedError):
    """The network does not let the account answer this post, whatever the words are (R6)."""


class WindowClosedError(NotAnswerableError):
    """The network says that its time for answers to this post is over (N3)."""


class PrivateAnswerUsedError(NotAnswerableError):
    """The network has taken its one private answer to this public post, and takes another only once the customer has
    written in private (N3)."""


class PostGoneError(NotAnswerableError):
    """The network says that the post to be answered is deleted, or hidden from the account (I6)."""


class NotPermittedError(RefusedError):
    """The network says that the account's token, its app or its plan lacks the right to make this call (I10)."""


class OutOfCreditError(SocialNetworkError):
    """The app's credit with the network is used up. Nothing was posted."""


class QuotaUsedUpError(SocialNetworkError):
    """The plan allows no more answers until its count starts anew, or until somebody takes a bigger plan (N7). Nothing was
    posted, and the same again is refused."""


class DisconnectedError(SocialNetworkError):
    """The account's token is not accepted any more. Nothing was posted."""


class AccountRefusedError(DisconnectedError):
    """The network refuses the account or its app, whatever is asked for or for this call: locked, suspended, or without
    the right. Its token is not the reason, and another post would be refused too. Nothing was posted."""


class RateLimitedError(SocialNetworkError):
    """The budget is spent until `until`. Nothing was posted."""

    def __init__(self, words: str, until: datetime) -> None:
        super().__init__(words)
        self.until = until


class BudgetSpentError(RateLimitedError):
    """The desk's own count says that the budget is spent, or what the network said before still holds: it was not asked."""


class UnreachableError(SocialNetworkError):
    """No connection came about, so nothing can have been posted."""


class TooVisibleError(SocialNetworkError):
    """The network showed the answer to more people than were to see it, so it was deleted there at once: nothing of it
    stands (N6)."""


class OutcomeUnknownError(SocialNetworkError):
    """The request went out and no usable answer came back: it may or may not stand on the network (R1)."""
