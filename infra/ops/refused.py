"""The error of commands that cannot be executed."""


class CommandRefusedError(Exception):
    """A command cannot be executed; the message is for the person at the terminal."""
