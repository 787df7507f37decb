"""Bounds how long a ticket waits for a slow source of orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import BoundedSemaphore
from typing import TypeVar

from cx_assistant.errors import BackendTimeoutError
from cx_assistant.models import Customer, Order
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.protocols import OrderSource

_AT_ONCE = 8
Answer = TypeVar("Answer")


class DeadlineSource:
    """Another source, which is not waited for longer than `seconds`: then `BackendTimeoutError`.

    A call that is given up goes on in the background and what it brings is dropped. While as many
    as may run at once hang, further calls fail at once instead of piling up.
    """

    def __init__(self, source: OrderSource, *, seconds: float, at_once: int = _AT_ONCE) -> None:
        self._source = source
        self._seconds = seconds
        self._free = BoundedSemaphore(at_once)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="cx-orders")

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, see `OrderSource`."""
        return self._in_time(lambda: self._source.for_customer(identity, limit=limit))

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        """Own orders with one of these numbers, see `OrderSource`."""
        return self._in_time(lambda: self._source.find(identity, keys))

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        """The customer's own record, see `OrderSource`."""
        return self._in_time(lambda: self._source.customer(identity))

    def close(self) -> None:
        """Wait for nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _in_time(self, call: Callable[[], Answer]) -> Answer:
        if not self._free.acquire(blocking=False):
            raise BackendTimeoutError(_too_slow(self._seconds))
        running: Future[Answer] = self._threads.submit(call)
        running.add_done_callback(lambda _done: self._free.release())
        try:
            return running.result(timeout=self._seconds)
        except FutureTimeoutError as error:
            raise BackendTimeoutError(_too_slow(self._seconds)) from error


def _too_slow(seconds: float) -> str:
    return (
        f"the order source did not answer within {seconds:g} s; look at its load, or import its "
        "orders instead of asking it for every ticket"
    )
