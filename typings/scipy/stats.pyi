"""As much of scipy.stats as is used."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from numpy import float64
from numpy.random import Generator
from numpy.typing import NDArray

class rv_frozen:
    def cdf(self, x: float) -> float: ...

class rv_generic:
    shapes: str | None
    def __call__(self, **parameters: float) -> rv_frozen: ...

class rv_continuous(rv_generic): ...
class rv_discrete(rv_generic): ...

class ConfidenceInterval(NamedTuple):
    low: Any
    high: Any

class BinomTestResult:
    def proportion_ci(
        self, confidence_level: float, method: str
    ) -> ConfidenceInterval: ...

def binomtest(k: int, n: int) -> BinomTestResult: ...

class BootstrapResult:
    confidence_interval: ConfidenceInterval

def bootstrap(
    data: tuple[NDArray[Any], ...],
    statistic: Callable[..., NDArray[float64]],
    *,
    n_resamples: int,
    confidence_level: float,
    method: str,
    vectorized: bool,
    rng: Generator,
) -> BootstrapResult: ...

class SobolResult:
    first_order: NDArray[float64]
    total_order: NDArray[float64]

def sobol_indices(*, func: Mapping[str, NDArray[float64]], n: int) -> SobolResult: ...

poisson: Any
norm: Any
