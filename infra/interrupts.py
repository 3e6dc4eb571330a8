"""How a command of this machine ends when it is told to from outside."""

import signal


def interrupt_when_told() -> None:
    """Let a closed terminal, and whatever else ends the process from outside, stop it as Ctrl-C does, so that nothing
    stays hidden or half done; unless the process was started so as not to mind."""
    for told in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(told) is not signal.SIG_IGN:
            signal.signal(told, signal.default_int_handler)
