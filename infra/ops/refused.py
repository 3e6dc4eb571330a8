"""How a command says that it cannot be done."""


class RefusedError(Exception):
    """The command cannot be done; the message is for the person at the terminal."""
