"""Clean shutdown of the commands on this machine."""

import signal


def interrupt_when_told() -> None:
    """Handle SIGTERM and SIGHUP like Ctrl-C, so that a closed terminal leaves nothing hidden or half done. A signal that the
    process was started to ignore stays ignored."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
