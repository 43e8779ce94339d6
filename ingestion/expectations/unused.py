"""Puts off loading what Great Expectations imports and no rule of ours uses.

Belongs here: the names of those modules, with the reason, and how they are put off.
Does not belong here: running rules (`suite`).

`import great_expectations` takes 13 s, a third of it for SciPy's statistics and for Altair, which its expectations
about distributions draw on. Each is loaded all the same at the first use of anything in it, by whoever uses it.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

_PUT_OFF = frozenset({"altair", "scipy.stats"})


class _LaterFinder(MetaPathFinder):
    """Finds what is to be put off, with a loader that waits for the first use."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _PUT_OFF:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def put_off() -> Iterator[None]:
    """Within it, imports of those modules load nothing yet."""
    finder = _LaterFinder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
