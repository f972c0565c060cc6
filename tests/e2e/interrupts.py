"""What a command that is to be interrupted needs, wherever the tests were started from."""

import signal


def hear_interrupts() -> None:
    """Let a started process hear Ctrl-C even where the tests run in the background of a shell, which shuts it off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
