"""The rules of one network, as its plug brings them: pure, and without a call to anybody (N1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from shared.domain.networks.account_form import AccountForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.measure import Measure
from shared.domain.networks.reading import ReadingLimits
from shared.domain.networks.sign import Sign
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post


class OwnAccount(Protocol):
    """The brand's account as the rules read it: the desk's id, the network's, the handle, the server it lives on, what its
    settings say in the network's own options, and whether the app with whose keys it is read belongs to it."""

    @property
    def id(self) -> str: ...
    @property
    def network_id(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def owns_app(self) -> bool: ...
    @property
    def host(self) -> str: ...
    @property
    def options(self) -> Mapping[str, str]: ...


class Named(Protocol):
    """A network by its names."""

    @property
    def network(self) -> str:
        """The network's name in settings, envelopes and addresses."""

    @property
    def title(self) -> str:
        """The network's name as people write it."""


class TextRules(Protocol):
    """Rules on texts: length, equality, and mentions."""

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:
        """Return the limits of a text on the channel, and how a longer one is split (R4). The server of an `account` may
        allow more than the network's others; without one, the least that holds everywhere."""

    def opening(self, account: OwnAccount, post: Post, channel: Channel) -> str:
        """Return the beginning of every part of an answer to the post, the space behind it included, because the network
        would tell the customer of it otherwise in no way (N6); "" where it does. It counts."""

    def texts_match(self, ours: str, theirs: str) -> bool:
        """Return whether a post on the network has the sent text, although the network changes texts. `theirs` is the
        text as the network shows it, unescaped."""

    @property
    def refuses_repeats(self) -> bool:
        """Whether the network refuses a text that already stands under the same post."""

    @property
    def handles_tell(self) -> frozenset[Channel]:
        """The channels on which people whose handles stand in a text are told of it, and see it (N6)."""

    @property
    def leaves_out(self) -> bool:
        """Whether an answer can leave out people whom the answered post names beside us (N6)."""

    def handles_in(self, text: str) -> Sequence[str]:
        """The handles in a text that its writer typed, without their `@`: these people are told of it."""


class AnswerRules(Named, Protocol):
    """Rules on whom an account may answer on the network (R6), and on what becomes of a send of unknown outcome (N4)."""

    @property
    def idempotency(self) -> IdempotencyKeys | None:
        """The network's idempotency keys; None if it takes none, and only the account's own posts say what was sent."""

    @property
    def finds_own(self) -> bool:
        """Whether the account's own posts can be found on the network: by the desk, and by people, who then paste an
        address. Where not, a person's word has to do (R1)."""

    @property
    def strangers_reached_for(self) -> timedelta | None:
        """How long after a customer last wrote an answer reaches them though they do not follow the account: the network
        takes a later one all the same, and shows it to nobody. None if that makes no difference (N3)."""

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:
        """Return how long after a customer's post on the channel the network takes an answer on it, where the delivery itself does
        not say (`IncomingPost.answer_by`); None for as long as the post stands (N3)."""

    @property
    def private_answer_window(self) -> timedelta | None:
        """How long after a public post the network takes a private answer to it, and then only one: it takes the next after
        the customer has written in private. None where a private answer is no different from any other (N3)."""

    @property
    def private_network(self) -> str | None:
        """The network under whose name private messages of an account's customers arrive, where they have another id there
        (T3); None if it is this one."""

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        """Return why `account` can answer a post on the network, on that channel, or why it cannot (R6)."""


class AddressRules(Protocol):
    """Where things stand on the network's own pages."""

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:
        """Return the address of a post of the `account` on the network's own page, as far as its id, and the account's server,
        tell."""

    def customer_address(self, customer: Author) -> str | None:
        """The customer's own page on the network."""

    def message_address(self, account: OwnAccount) -> str | None:
        """Return the address at which a customer begins a private conversation with the account; None where there is none."""

    def inbox_address(self, account: OwnAccount) -> str | None:
        """Return the address at which the account's own people read its private messages in the network's app."""


class IdRules(Protocol):
    """Rules on the network's ids (N2)."""

    def post_id_in(self, said: str) -> str | None:
        """The id of a post in what a person pasted, its address or the id itself; None where there is none."""

    def written_at(self, post_id: str) -> datetime | None:
        """The instant that a post's id carries; None for one that carries none."""


class PriceRules(Named, Protocol):
    """The network's charges."""

    @property
    def prices(self) -> Mapping[str, Decimal]:
        """The list prices in USD, by what is charged for; nothing where the network is free."""

    @property
    def charge_names(self) -> Mapping[str, Mapping[str, str]]:
        """Return the names of charges, by language and charge."""

    @property
    def link_charge(self) -> str | None:
        """Return the charge for a link in a part; None if links are free."""

    @property
    def lookup_charge(self) -> str | None:
        """Return the charge for one lookup; None if it is free."""

    def charge_of(self, part: str, *, channel: Channel, summoned: bool, first: bool) -> str | None:
        """Return the charge for sending one part of an answer; `summoned` is true if the first part answers a person
        who named the account. None if it is free."""

    def read_charge(self, charge: str, account: OwnAccount) -> tuple[str, str]:
        """Return the name under which a read is charged to the account, and the one under which it costs once a day."""


class NetworkRules(TextRules, AnswerRules, AddressRules, IdRules, PriceRules, Protocol):
    """The rules of a network: permissions, measures, prices and sentences; read by page, doctor, preview, alerts and
    docs."""

    @property
    def sign(self) -> Sign:
        """The sign that stands at every ticket of the network."""

    @property
    def account_form(self) -> AccountForm:
        """Return the required settings of an account."""

    @property
    def reading(self) -> ReadingLimits:
        """The limits within which an account may be read."""

    @property
    def shows_native_answers(self) -> bool:
        """True if answers that colleagues write in the network's own app reach the desk. Where they do not, a person tells the
        desk of them (N5)."""

    @property
    def moderation(self) -> frozenset[Moderation]:
        """The actions on a post that the network's API offers to the brand, besides answering it."""

    @property
    def blind_spots(self) -> Mapping[str, Sequence[str]]:
        """Sentences on what the desk can neither see on the network nor read again, by language (N1)."""

    @property
    def media_hosts(self) -> tuple[str, ...]:
        """The sources, as a Content-Security-Policy names them, of the pictures that customers send: a browser fetches them
        there itself, if the desk's settings allow it."""

    @property
    def fault_texts(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """A name and a sentence for faults that the network has its own words for, by language (I8). Every other fault is
        told with the network's name."""


def titles(concerned: Iterable[Named], language: str) -> str:
    """The names of networks as they stand in a sentence."""
    return ("、" if language == "ja" else ", ").join(rules.title for rules in concerned)
