"""Counts by chance alone: how probable so few or so many are, from the standard library."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, lgamma, log, log1p, sqrt

# A term this small beside the sum changes no digit of it.
_NOTHING = 1e-17


class Law(ABC):
    """Of what a count is made; what is impossible has probability 0."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Return the count to be expected."""

    @property
    @abstractmethod
    def deviation(self) -> float:
        """Return its standard deviation."""

    @property
    @abstractmethod
    def top(self) -> float:
        """Return the largest count that can be."""

    @abstractmethod
    def exactly(self, count: int) -> float:
        """Return how probable a count is."""

    @abstractmethod
    def _next(self, count: int) -> float:
        """Return by what the probability is multiplied from a count to the next one."""

    def at_most(self, count: int) -> float:
        """Return how probable it is to count no more than this."""
        if count < 0:
            return 0.0
        if count >= self.top:
            return 1.0
        return self._down(count) if count <= self.mean else 1 - self._up(count + 1)

    def at_least(self, count: int) -> float:
        """Return how probable it is to count no fewer than this."""
        if count <= 0:
            return 1.0
        if count > self.top:
            return 0.0
        return self._up(count) if count > self.mean else 1 - self._down(count - 1)

    def fewest(self, tail: float) -> int:
        """Return the smallest count that is not too few: at most so many is as probable as that."""
        low, high = self._around()
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.at_most(middle) >= tail else (middle + 1, high)
        return low

    def most(self, tail: float) -> int:
        """Return the largest count that is not too many."""
        low, high = self._around()
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.at_least(middle) >= tail else (low, middle - 1)
        return low

    def lower_limit(self, tail: float) -> float:
        """Return below what a count is too few, between whole counts by probability."""
        count = _ends(self, tail)[0]
        step = self.exactly(count)
        return max(0.0, count - ((self.at_most(count) - tail) / step if step else 0.0))

    def upper_limit(self, tail: float) -> float:
        """Return above what a count is too many, between whole counts by probability."""
        count = _ends(self, tail)[1]
        step = self.exactly(count)
        return min(self.top, count + ((self.at_least(count) - tail) / step if step else 0.0))

    def chance_outside(self, tail: float) -> float:
        """Return how probable it is that a count is too few or too many by chance alone."""
        fewest, most = _ends(self, tail)
        return self.at_most(fewest - 1) + self.at_least(most + 1)

    def _around(self) -> tuple[int, int]:
        """Return two counts between which all but nothing of the probability lies."""
        reach = 12 * self.deviation + 30
        return max(0, int(self.mean - reach)), int(min(self.top, self.mean + reach))

    def _down(self, count: int) -> float:
        term = total = self.exactly(count)
        while count > 0 and term > total * _NOTHING:
            count -= 1
            term /= self._next(count)
            total += term
        return min(1.0, total)

    def _up(self, count: int) -> float:
        term = total = self.exactly(count)
        while count < self.top and term > total * _NOTHING:
            term *= self._next(count)
            count += 1
            total += term
        return min(1.0, total)


@lru_cache(maxsize=4096)
def _ends(law: Law, tail: float) -> tuple[int, int]:
    return law.fewest(tail), law.most(tail)


@dataclass(frozen=True)
class ShareLaw(Law):
    """So many of ``m``, each with the same probability (binomial)."""

    m: int
    share: float

    @property
    def mean(self) -> float:
        """Return the count to be expected."""
        return self.m * self.share

    @property
    def deviation(self) -> float:
        """Return its standard deviation."""
        return sqrt(self.m * self.share * (1 - self.share))

    @property
    def top(self) -> float:
        """Return the largest count that can be."""
        return self.m

    def exactly(self, count: int) -> float:
        """Return how probable a count is."""
        if self.share in (0.0, 1.0):
            return float(count == self.m * self.share)
        ways = lgamma(self.m + 1) - lgamma(count + 1) - lgamma(self.m - count + 1)
        return exp(ways + count * log(self.share) + (self.m - count) * log1p(-self.share))

    def _next(self, count: int) -> float:
        return (self.m - count) / (count + 1) * self.share / (1 - self.share)


@dataclass(frozen=True)
class PoissonLaw(Law):
    """So many where so many are to be expected, each by itself (Poisson)."""

    expected: float

    @property
    def mean(self) -> float:
        """Return the count to be expected."""
        return self.expected

    @property
    def deviation(self) -> float:
        """Return its standard deviation."""
        return sqrt(self.expected)

    @property
    def top(self) -> float:
        """Return the largest count that can be: none is the largest, but of nothing comes none."""
        return inf if self.expected > 0 else 0

    def exactly(self, count: int) -> float:
        """Return how probable a count is."""
        if not self.expected:
            return float(count == 0)
        return exp(count * log(self.expected) - self.expected - lgamma(count + 1))

    def _next(self, count: int) -> float:
        return self.expected / (count + 1)
