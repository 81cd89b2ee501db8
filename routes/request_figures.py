"""Figures of the running server for Prometheus: by route as the table has it, not by address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from data.errors import DataError
from data.readiness import WELL, readiness
from data.store import open_store, revisions_now

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_SECONDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_registry = CollectorRegistry()
_requests = Counter(
    "gege_requests", "Requests answered.", ("method", "route", "status"), registry=_registry
)
_seconds = Histogram(
    "gege_request_seconds",
    "Seconds until an answer was complete.",
    ("route",),
    buckets=_SECONDS,
    registry=_registry,
)
_sessions = Gauge("gege_sessions_open", "Screens that are connected now.", registry=_registry)


class _Database(Collector):
    """What the database says when it is asked: acts so far, and whether it can work."""

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Give acts by what they changed, and the readiness as 1 or 0."""
        acts = CounterMetricFamily(
            "gege_acts", "Acts since the database was made, by what they changed.", labels=["topic"]
        )
        well = GaugeMetricFamily("gege_ready", "1 where it is well.", labels=["check"])
        try:
            store = open_store()
            for name, word in readiness(store).items():
                well.add_metric([name], float(word in WELL))
            with store.read() as conn:
                for topic, number in sorted(revisions_now(conn).items()):
                    acts.add_metric([topic], number)
        except (DataError, sa.exc.SQLAlchemyError):
            well.add_metric(["database"], 0.0)
        yield acts
        yield well


_registry.register(_Database())
ProcessCollector(registry=_registry)
PlatformCollector(registry=_registry)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    named = method if method in _METHODS else "OTHER"
    _requests.labels(named, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def count_session(change: int) -> None:
    """Count a screen that connected (1) or left (-1)."""
    _sessions.inc(change)


def as_text() -> bytes:
    """Return all figures as Prometheus reads them."""
    return generate_latest(_registry)
