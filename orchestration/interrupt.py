"""Work that a person or the system may end at any moment: Ctrl-C, or the SIGTERM of a service that is stopped.

Belongs here: hearing the signal whatever library is at work. Does not belong here: what is said then (`cli`), and what
a refresh leaves behind, which the next one sweeps, as after a kill.
"""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")
_AWAKE_EVERY_S = 0.25


def interruptible(work: Callable[[], T]) -> T:
    """Do the work; KeyboardInterrupt at once when the process is asked to end, with the work still going on.

    The work has a thread of its own: Dagster and dbt each take the signals, or what they raise, for themselves where
    they run in the main one, and a query in DuckDB lets no signal through before it has ended. Who hears the
    interrupt must end the process, for the work cannot be stopped.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001  # raised again below, where it is waited for
            done.set_exception(error)

    if threading.current_thread() is not threading.main_thread():
        return work()  # signals are the main thread's alone
    # dbt's semaphores outlive an interrupt by a moment; Python's own process that removes them need not tell people.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        threading.Thread(target=run, name="sanku-refresh", daemon=True).start()
        # Awake now and then: polars hears Ctrl-C first, and passes it on without waking who waits.
        while not done.done():
            wait([done], timeout=_AWAKE_EVERY_S)
        return done.result()
    finally:
        signal.signal(signal.SIGTERM, before)
