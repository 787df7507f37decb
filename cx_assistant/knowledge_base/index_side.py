"""One derived index through its generations: open, notice damage, replace, discard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Generic, Protocol, TypeVar

from cx_assistant.errors import BackendError, IndexDamagedError
from cx_assistant.store.outbox import StateStore


class Closable(Protocol):
    """What every index can do."""

    def close(self) -> None:
        """Release files and connections."""


IndexT = TypeVar("IndexT", bound=Closable)
IndexT_co = TypeVar("IndexT_co", bound=Closable, covariant=True)


class Generations(Protocol[IndexT_co]):
    """Where successive builds of an index live: folders, or namespaces on a server."""

    def open(self, generation: int) -> IndexT_co:
        """This build, empty if it is new; raises `IndexDamagedError`."""

    def discard(self, generation: int) -> None:
        """Remove this build, whatever state it is in."""


class IndexSide(Generic[IndexT]):
    """The current build of one index. `index` is None while there is none to be trusted."""

    def __init__(self, name: str, generations: Generations[IndexT], state: StateStore) -> None:
        self.name = name
        self.index: IndexT | None = None
        # Why the build must be replaced. Kept in the store too, so that a restart knows it.
        self.problem: str | None = None
        self._generations = generations
        self._state = state

    def open(self) -> None:
        """Open the current build, or note why it cannot be."""
        self.problem = self._state.get(self._problem_key) or None
        if self.problem is None:
            with self.noticing_damage():
                self.index = self._generations.open(self._generation)

    @contextmanager
    def noticing_damage(self) -> Iterator[None]:
        """Damage that shows inside the block takes the build out of service, and ends the block."""
        try:
            yield
        except IndexDamagedError as error:
            self.distrust(str(error))

    def distrust(self, problem: str) -> None:
        """Take the build out of service until it is replaced."""
        self.problem = problem
        self._state.set(self._problem_key, problem)
        index, self.index = self.index, None
        if index is not None:
            _close_quietly(index)

    def replace(self, fill: Callable[[IndexT], None]) -> None:
        """Build a new generation beside the old one and switch to it at once when it is full.

        A crash on the way leaves the old one in charge; its half-built successor is discarded.
        """
        old, new = self._generation, self._generation + 1
        self._generations.discard(new)
        with ExitStack() as unfinished:
            built = self._generations.open(new)
            unfinished.callback(_close_quietly, built)
            fill(built)
            unfinished.pop_all()
        previous, self.index = self.index, built
        self._state.set(self._generation_key, str(new))
        self._state.set(self._problem_key, "")
        self.problem = None
        if previous is not None:
            _close_quietly(previous)
        self._generations.discard(old)

    def close(self) -> None:
        """Release files and connections; closing twice is harmless."""
        index, self.index = self.index, None
        if index is not None:
            index.close()

    @property
    def _generation(self) -> int:
        return int(self._state.get(self._generation_key) or "1")

    @property
    def _generation_key(self) -> str:
        return f"{self.name}_index_generation"

    @property
    def _problem_key(self) -> str:
        return f"{self.name}_index_problem"


def _close_quietly(index: Closable) -> None:
    # It is being thrown away, often because of the very damage that closing would report.
    with suppress(BackendError):
        index.close()
