"""Calls a model with one deadline for everything and one retry layer.

Clients have timeouts of their own, but a read timeout starts anew with every byte. So the call
runs in a thread that is left behind when the deadline passes; being a daemon, it cannot hold up
the end of the program.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from cx_assistant.drafting.failures import FailureReason, ModelFailedError, Rejection, read_error

Item = TypeVar("Item")

Produce = Callable[[float], Iterator[Item]]  # given the seconds left, yields what the model sends

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0
MAX_HANGING_CALLS = 8


@dataclass(frozen=True)
class Pace:
    """Where time and chance come from; tests bring their own."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True)
class CallLimits:
    """How long one request may take, all tries together, and how many more tries it gets."""

    timeout_seconds: float
    retries: int
    pace: Pace = Pace()


class HangingCalls:
    """Counts calls that were left behind and have not come back yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def add(self, change: int) -> None:
        """Counts one more (1) or one less (-1)."""
        with self._lock:
            self._count += change

    @property
    def too_many(self) -> bool:
        """True while so many calls hang that another one would only hang too."""
        with self._lock:
            return self._count >= MAX_HANGING_CALLS


class ModelCall:
    """One request to a model: all its tries, within one deadline. Use each object once."""

    def __init__(self, model_name: str, limits: CallLimits, hanging: HangingCalls) -> None:
        self.attempts = 0
        self._model_name = model_name
        self._limits = limits
        self._hanging = hanging
        self._ends = limits.pace.clock() + limits.timeout_seconds
        self._last_try = limits.retries + 1

    def items(self, produce: Produce[Item]) -> Iterator[Item]:
        """What the model sends. A try is repeated only if it failed before its first item.

        Raises `ModelFailedError` when time is up, tries are used up, or trying again is useless.
        """
        run, first = self._first(produce)
        try:
            while first is not None:
                yield first.value
                first = self._next(run)
        finally:
            run.leave()  # a caller that has seen enough does not wait for the end

    def _first(self, produce: Produce[Item]) -> tuple[_Run[Item], _Sent[Item] | None]:
        while True:
            run = self._start(produce)
            try:
                return run, run.next(self._remaining())
            except _Failed as failed:
                self._pause_or_give_up(failed)

    def _next(self, run: _Run[Item]) -> _Sent[Item] | None:
        try:
            return run.next(self._remaining())
        except _Failed as failed:
            raise self._failure(_broken_off(failed.rejection)) from failed.__cause__

    def _remaining(self) -> float:
        return max(0.0, self._ends - self._limits.pace.clock())

    def _start(self, produce: Produce[Item]) -> _Run[Item]:
        if self._hanging.too_many:
            message = f"{MAX_HANGING_CALLS} calls to {self._model_name} hang already; check it"
            raise ModelFailedError(message, FailureReason.OVERLOADED)
        self.attempts += 1
        return _Run(produce, self._remaining(), self._hanging)

    def _pause_or_give_up(self, failed: _Failed) -> None:
        rejection = failed.rejection
        pause = rejection.retry_after_seconds
        if pause is None:
            growing = FIRST_PAUSE_SECONDS * 2 ** (self.attempts - 1)
            jitter = 1 + self._limits.pace.jitter() / 4
            pause = min(growing, LONGEST_PAUSE_SECONDS) * jitter
        used_up = self.attempts >= self._last_try
        if not rejection.retryable or used_up or pause >= self._remaining():
            raise self._failure(rejection) from failed.__cause__
        self._limits.pace.sleep(pause)

    def _failure(self, rejection: Rejection) -> ModelFailedError:
        detail = rejection.detail
        if rejection.reason is FailureReason.TIMEOUT:
            limit = f"{self._limits.timeout_seconds:g} s"
            detail = f"did not answer within {limit}; raise model.timeout_seconds"
        return ModelFailedError(f"the model {self._model_name} {detail}", rejection.reason)


def _broken_off(rejection: Rejection) -> Rejection:
    """The same failure, seen after a part of the answer had come."""
    if rejection.reason not in (FailureReason.UNREADABLE, FailureReason.CONNECTION):
        return rejection
    detail = "broke off in the middle of its answer; try again"
    return Rejection(reason=FailureReason.UNFINISHED, detail=detail)


@dataclass(frozen=True)
class _Sent(Generic[Item]):
    value: Item


@dataclass(frozen=True)
class _Ended:
    error: BaseException | None


class _Failed(Exception):  # noqa: N818 (never leaves this module)
    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.detail)
        self.rejection = rejection


class _Run(Generic[Item]):
    """One try, in a thread of its own."""

    def __init__(self, produce: Produce[Item], seconds: float, hanging: HangingCalls) -> None:
        self._mail: queue.SimpleQueue[_Sent[Item] | _Ended] = queue.SimpleQueue()
        self._produce = produce
        self._seconds = seconds
        self._hanging = hanging
        self._lock = threading.Lock()
        self._left = False
        self._counted = False
        self._over = False
        threading.Thread(target=self._work, name="cx-model-call", daemon=True).start()

    def next(self, seconds: float) -> _Sent[Item] | None:
        """The next item; None at the end. Raises `_Failed` on an error or when time is up."""
        try:
            mail = self._mail.get(timeout=seconds)
        except queue.Empty as error:
            self._abandon()
            raise _Failed(Rejection(reason=FailureReason.TIMEOUT, detail="time is up")) from error
        if isinstance(mail, _Sent):
            return mail
        if mail.error is not None:
            raise _Failed(read_error(mail.error)) from mail.error
        return None

    def _work(self) -> None:
        with _Relay(self._end):
            for item in self._produce(self._seconds):
                self._mail.put(_Sent(item))
                if self._left:
                    break

    def _end(self, error: BaseException | None) -> None:
        self._mail.put(_Ended(error))
        with self._lock:
            self._over = True
            if self._counted:
                self._hanging.add(-1)

    def leave(self) -> None:
        """Lets the thread end after the item it is at."""
        self._left = True

    def _abandon(self) -> None:
        """Leaves a thread that may never end; until it does, it counts as hanging."""
        self.leave()
        with self._lock:
            if not self._over:
                self._hanging.add(1)
                self._counted = True


class _Relay:
    """Hands whatever ends the block, an error or None, to the waiting thread."""

    def __init__(self, end: Callable[[BaseException | None], None]) -> None:
        self._end = end

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self._end(error)
        return True  # raised again where the result is awaited
