"""What is counted and timed, in the format of Prometheus; never a document's name, never a question's words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client import generate_latest as _text

from assistant.answers import ModelUse

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one app; each has its own registry, so that several can live in a process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Counter(
            "pledge_requests_total", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "pledge_request_seconds", "Time to answer.", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self._answers = Counter(
            "pledge_answers_total", "Questions by what became of them.", ["status"], registry=self.registry
        )
        self._model = Counter(
            "pledge_model_answers_total",
            "Questions that a language model was to answer, by whose words answered and why.",
            ["outcome", "reason"],
            registry=self.registry,
        )
        self._tokens = Counter(
            "pledge_model_tokens_total", "Tokens of language models.", ["kind"], registry=self.registry
        )
        self._cost = Counter(
            "pledge_model_cost_total", "Cost of language models, in the currency that is set.", registry=self.registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, status: str) -> None:
        """Count a question."""
        self._answers.labels(status).inc()

    def model(self, use: ModelUse) -> None:
        """Count what a language model had to do with an answer, its tokens and their cost."""
        self._model.labels(use.outcome, use.reason or "none").inc()
        if not use.cached:
            self._tokens.labels("prompt").inc(use.prompt_tokens)
            self._tokens.labels("reply").inc(use.reply_tokens)
            self._cost.inc(use.cost or 0.0)

    def text(self) -> bytes:
        """All figures, for Prometheus to read."""
        return _text(self.registry)


#: Anything else a client invents must not become a label.
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
