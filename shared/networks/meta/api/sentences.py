"""What the desk says of Meta's refusals: what happened, and what can still be done. The page has each in the reader's
language."""

TOKEN = "Meta does not accept the account's permission any more: an engineer has to connect it again."
APP_REMOVED = "Somebody has removed the desk's app from the Page or from their Facebook account: an engineer has to connect it again."
CHECKPOINT = (
    "Facebook wants the person who connected the account to sign in there and confirm who they are. Then an engineer connects "
    "the account again."
)
PASSWORD_CHANGED = (
    "The person who connected the account has changed their Facebook password, so its permission has ended: an engineer has to "
    "connect it again."
)
TOKEN_EXPIRED = "The account's permission has run out: an engineer has to connect it again."
ROLE_LOST = (
    "The person who connected the account has no role on the Page any more: somebody who has one must connect it again."
)
WINDOW_CLOSED = (
    "Meta takes a message until 24 hours after the customer's last one, and until 7 days with the feature Human Agent. That time "
    "is over: answer in public where they wrote in public, or wait until they write again."
)
HELD_ELSEWHERE = "Another app, or the Page's own inbox, holds this conversation. Answer there, or have it handed over, and send again."
PERSON_UNAVAILABLE = (
    "The customer takes no messages from the account just now: they have blocked it, or their profile is closed. Answer in public "
    "where they wrote in public."
)
NO_SUCH_PERSON = "Meta knows nobody by this id who could get the message: the profile may be deleted."
GONE = "The post is deleted, or hidden from the account, or the account has no right to it. Meta does not say which."
PRIVATE_ANSWER_USED = "Meta takes one private answer to a comment, and it is used: answer in public, or wait until the customer writes in private."
NO_PRIVATE_ANSWER = (
    "Meta takes no private answer to this comment: answer in public, and ask the customer to write in private."
)
THREAD_GONE = "The customer has deleted or archived the conversation: wait until they write again, or answer in public."
PERMISSION = "Meta says that the app lacks a permission or a feature that this needs: {}"
NO_CONSENT = "The customer has not written in private yet, so Meta does not show their profile."
LIMIT = "One of Meta's limits is reached. The desk waits, since calls meanwhile would make the wait longer."
SPAM = "Meta has blocked this as abuse or spam. See in the Page's support inbox why, before anything else is sent."
REPEATED = "Meta does not take the same words twice in a row: change them a little."
PASSING = "Meta has a passing fault, and does not say whether it took this."
