"""Delete files that the desk has kept: with their post's words (I6), with their customer, and when the settings say so."""

from collections import Counter
from datetime import timedelta
from typing import Protocol

from shared.domain.attachments.attachment import Attachment, expires_on
from shared.domain.errors import UnavailableError
from shared.ports.attachments import HasAttachments, HasFiles
from shared.ports.clock import HasClock
from shared.usecases.settings.current import ReadsSettings, desk_settings

AT_ONCE = 1000
ONE_RUN = timedelta(seconds=15)
"""How long a run deletes further files."""


class ForgetAttachmentsDesk(HasAttachments, HasFiles, Protocol):
    """The parts of the desk that `forget_attachments` uses."""


def forget_attachments(ticket: str, *, post: str | None = None, desk: ForgetAttachmentsDesk) -> None:
    """Delete the files of a ticket, or of one of its posts. Idempotent."""
    for attachment in desk.attachments.of_ticket(ticket):
        if post is None or attachment.post == post:
            forget(attachment, desk=desk)


def forget(attachment: Attachment, *, desk: ForgetAttachmentsDesk) -> None:
    """Delete a file, then its record: a crash in between is healed by the next attempt, which finds the record.

    A worker that stores the file meanwhile finds no record any more, and deletes the file itself.
    """
    desk.files.remove(attachment.names)
    desk.attachments.remove(attachment.ticket, attachment.id)


class RemoveExpiredDesk(HasFiles, HasClock, ReadsSettings, Protocol):
    """The parts of the desk that `remove_expired_files` uses."""


def remove_expired_files(*, desk: RemoveExpiredDesk, time: timedelta = ONE_RUN) -> Counter[str]:
    """Delete, every ten minutes, the files that are older than the settings keep them, whether or not a record leads to them.

    Names begin with the day of arrival, so that the oldest files come first. What is left is left to the next run.
    """
    done: Counter[str] = Counter()
    days, began = desk_settings(desk).general.keep_attachments_days, desk.clock.now()
    try:
        while desk.clock.now() - began <= time:
            found = desk.files.oldest(limit=AT_ONCE)
            expired = [name for name in found if not days or expires_on(name, days) < began.date()]
            if not expired:
                break
            desk.files.remove(expired)
            done["files"] += len(expired)
    except UnavailableError:
        done["failed"] += 1
    return done
