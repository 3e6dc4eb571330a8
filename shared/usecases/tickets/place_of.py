"""Where a post stands that a page names by its id alone."""

from typing import Protocol

from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import HasRules
from shared.ports.tickets import HasTickets, PostLocation


class PlaceOfDesk(HasRules, HasTickets, Protocol):
    """The parts of the desk that `place_of` uses."""


def place_of(ticket: Ticket, post_id: str, *, desk: PlaceOfDesk) -> PostLocation | None:
    """Return the location of a post of the ticket's network, or of the network of its private messages (T3)."""
    private_network = desk.rules[ticket.network].private_network
    networks = (ticket.network, *([private_network] if private_network is not None else []))
    found = (desk.tickets.place(network, post_id) for network in networks)
    return next((place for place in found if place is not None), None)
