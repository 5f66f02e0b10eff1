"""The language model behind Amazon Bedrock's Converse.

A question takes this way: mode and budget allow it; the answer to the same question is looked up;
the model is called, within a deadline and past a circuit breaker; an answer of the wrong form is
asked for once more; tokens are counted; a good answer is kept. Whatever goes wrong on the way, the
caller gets ``None`` and the use says why.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import boto3
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.circuit_breaker import (
    CircuitBreakerConfig,
    CircuitBreakerOpenError,
    circuit_breaker,
)
from aws_lambda_powertools.utilities.circuit_breaker.persistence import (
    CircuitBreakerDynamoDBPersistence,
)
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from common.aws.kept_answers import KeptAnswers
from common.aws.masking import masked
from common.aws.token_budget import TokenBudget
from common.events import Metadata
from common.model.language_model import (
    A,
    LanguageModel,
    ModelRequiredError,
    ModelUse,
    NoModel,
    Question,
    Trouble,
)
from common.prompting.capabilities import capability, cost_usd
from common.prompting.request import (
    Request,
    asked_again,
    converse_request,
    estimated_tokens,
    prompt_sha256,
    question_sha256,
)
from common.prompting.response import NoAnswerError, answer_of, content_of
from common.settings import settings
from common.telemetry import logger, metrics

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

Mode = Literal["off", "auto", "required"]
T = TypeVar("T")
Call = Callable[[Request, str, float], Mapping[str, Any]]  # region, seconds at most

CALL_S = 60.0  # for one call with its retries; a Lambda has other work to do
MOST_MATERIAL_TOKENS = 100_000
THROTTLED = frozenset(("ThrottlingException", "ModelNotReadyException", "TooManyRequestsException"))
TIMED_OUT = frozenset(("ModelTimeoutException",))


@dataclass(frozen=True)
class ModelSettings:
    """Which model is asked, when, and how much: the deployment's settings, then configuration's."""

    mode: Mode
    model_id: str
    region: str
    guardrail: tuple[str, str] | None = None  # id and version
    masks: bool = False
    session_tokens: int = 200_000
    day_tokens: int = 5_000_000
    call_s: float = CALL_S

    @classmethod
    def read(cls, configured: Mapping[str, object]) -> "ModelSettings":
        """Return the settings; ``configured`` is the category ``language_model``."""
        deployed = settings()
        guardrail = str(configured.get("guardrail_id") or deployed.bedrock_guardrail_id)
        version = str(configured.get("guardrail_version") or deployed.bedrock_guardrail_version)
        mode = str(configured.get("mode") or deployed.language_model_mode)
        return cls(
            mode=cast(Mode, mode if mode in ("off", "auto", "required") else "off"),
            model_id=str(configured.get("model_id") or deployed.bedrock_model_id),
            region=deployed.bedrock_region,
            guardrail=(guardrail, version) if guardrail else None,
            masks=configured.get("mask_personal_data") is True,
            session_tokens=_whole(configured.get("max_tokens_per_session"), cls.session_tokens),
            day_tokens=_whole(configured.get("max_tokens_per_day"), cls.day_tokens),
            call_s=float(_whole(configured.get("max_seconds_per_call"), int(CALL_S))),
        )


def language_model(metadata: Metadata, configured: Mapping[str, object]) -> LanguageModel:
    """Return the model that a stage may ask for one event."""
    chosen = ModelSettings.read(configured)
    if chosen.mode == "off":
        return NoModel()
    return BedrockModel(
        chosen,
        KeptAnswers(metadata.owner),
        TokenBudget(str(metadata.session_id), chosen.session_tokens, chosen.day_tokens),
    )


@dataclass
class BedrockModel:
    """Asks one model; keeps what came of it."""

    chosen: ModelSettings
    kept: KeptAnswers
    budget: TokenBudget
    call: Call | None = None  # past the circuit breaker, unless another way is given
    _uses: list[ModelUse] = field(default_factory=list)

    @property
    def uses(self) -> tuple[ModelUse, ...]:
        return tuple(self._uses)

    def ask(self, question: Question[A]) -> A | None:
        if self.chosen.masks:
            question = masked(question)
        spent = _Spent()
        try:
            answer = self._answer(question, spent)
            trouble = None
        except NoAnswerError as error:
            answer, trouble = None, error.trouble
            logger.warning("no answer of a model", task=question.task, trouble=trouble.value)
        self._note(question, spent, trouble)
        if answer is None and self.chosen.mode == "required":
            raise ModelRequiredError(f"{question.task}: {trouble}")
        return answer

    def judged(self, task: str, accepted: int, dropped: Mapping[str, int]) -> None:
        last = max(n for n, use in enumerate(self._uses) if use.task == task)
        self._uses[last] = self._uses[last].model_copy(
            update={"accepted": accepted, "dropped": {k: n for k, n in dropped.items() if n}}
        )

    def _answer(self, question: Question[A], spent: "_Spent") -> A:
        digest = question_sha256(question, self.chosen.model_id)
        kept = self.kept.find(digest, question.answer)
        if kept is not None:
            spent.kept = True
            return kept
        request = converse_request(question, capability(self.chosen.model_id))
        size = estimated_tokens(question)
        if size > MOST_MATERIAL_TOKENS:
            raise NoAnswerError(Trouble.TOO_LONG, f"The question has about {size} tokens.")
        answer = self._asked(request, question, size, spent)
        self.kept.keep(digest, answer)
        return answer

    def _asked(self, request: Request, question: Question[A], size: int, spent: "_Spent") -> A:
        response = self._paid(request, size + question.max_tokens, spent)
        try:
            return answer_of(response, question.answer)
        except NoAnswerError as error:
            if not error.again:
                raise
            again = asked_again(request, content_of(response), str(error))
        response = self._paid(again, size + 2 * question.max_tokens, spent)
        return answer_of(response, question.answer)

    def _paid(self, request: Request, most: int, spent: "_Spent") -> Mapping[str, Any]:
        """Call the model with tokens that were set aside for it."""
        if not self.budget.set_aside(most):
            raise NoAnswerError(Trouble.BUDGET, "The tokens are used up.")
        before = spent.tokens
        try:
            began = time.monotonic()
            response = self._called(self._complete(request))
            spent.count(response, round((time.monotonic() - began) * 1000))
        finally:
            self.budget.give_back(most - (spent.tokens - before))
        return response

    def _called(self, request: Request) -> Mapping[str, Any]:
        chosen = self.chosen
        call = self.call or breaker(chosen.model_id)
        try:
            return call(request, chosen.region, chosen.call_s)
        except CircuitBreakerOpenError as error:
            raise NoAnswerError(Trouble.CIRCUIT_OPEN, str(error)) from error
        except FailedCallError as error:
            raise NoAnswerError(error.trouble, str(error)) from error

    def _complete(self, request: Request) -> Request:
        request = request | {"modelId": self.chosen.model_id}
        if self.chosen.guardrail is not None:
            name, version = self.chosen.guardrail
            request["guardrailConfig"] = {"guardrailIdentifier": name, "guardrailVersion": version}
        return request

    def _note(self, question: Question[Any], spent: "_Spent", trouble: Trouble | None) -> None:
        use = ModelUse(
            task=question.task,
            model_id=self.chosen.model_id,
            prompt_sha256=prompt_sha256(question),
            outcome="fell_back" if trouble else "answered",
            trouble=trouble,
            kept_answer=spent.kept,
            calls=spent.calls,
            input_tokens=spent.input,
            output_tokens=spent.output,
            cached_tokens=spent.cached,
            latency_ms=spent.latency_ms,
            cost_usd=_cost(self.chosen.model_id, spent),
        )
        self._uses.append(use)
        _measure(use)


@dataclass
class _Spent:
    """What one question has cost so far."""

    calls: int = 0
    input: int = 0
    output: int = 0
    cached: int = 0
    latency_ms: int = 0
    kept: bool = False

    @property
    def tokens(self) -> int:
        return self.input + self.output + self.cached

    def count(self, response: Mapping[str, Any], elapsed_ms: int) -> None:
        usage = response.get("usage") or {}
        self.calls += 1
        self.input += _tokens(usage, "inputTokens") + _tokens(usage, "cacheWriteInputTokens")
        self.output += _tokens(usage, "outputTokens")
        self.cached += _tokens(usage, "cacheReadInputTokens")
        self.latency_ms += elapsed_ms


def _tokens(usage: Mapping[str, Any], name: str) -> int:
    """Return a count; a model behind a proxy may say nonsense, which counts nothing."""
    count = usage.get(name, 0)
    return count if isinstance(count, int) and count >= 0 else 0


def _cost(model_id: str, spent: _Spent) -> float | None:
    try:
        return round(cost_usd(model_id, spent.input, spent.cached, spent.output), 6)
    except LookupError:
        return None


def _measure(use: ModelUse) -> None:
    metrics.add_metric(name="ModelInputTokens", unit=MetricUnit.Count, value=use.input_tokens)
    metrics.add_metric(name="ModelOutputTokens", unit=MetricUnit.Count, value=use.output_tokens)
    metrics.add_metric(name="ModelCachedTokens", unit=MetricUnit.Count, value=use.cached_tokens)
    metrics.add_metric(name="ModelLatency", unit=MetricUnit.Milliseconds, value=use.latency_ms)
    fell_back = float(use.outcome == "fell_back")
    metrics.add_metric(name="ModelFallbacks", unit=MetricUnit.Count, value=fell_back)
    if use.cost_usd is not None:
        metrics.add_metric(name="ModelCostUsd", unit=MetricUnit.NoUnit, value=use.cost_usd)


class FailedCallError(Exception):
    """A call that failed: what the circuit breaker counts."""

    def __init__(self, trouble: Trouble, problem: str) -> None:
        super().__init__(problem)
        self.trouble = trouble


@cache
def breaker(model_id: str) -> Call:
    """Return the call of a model, left alone for a minute after five failures in a row."""
    protected: Call = circuit_breaker(
        name=f"model#{model_id}",
        persistence_store=CircuitBreakerDynamoDBPersistence(settings().idempotency_table),
        config=CircuitBreakerConfig(
            failure_threshold=5,
            recovery_timeout=60,
            success_threshold=1,
            handled_exceptions=FailedCallError,
        ),
    )(converse)
    return protected


def converse(request: Request, region: str, call_s: float) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = within(call_s, lambda: client(region).converse(**request))
        return answer
    except (TimeoutError, ReadTimeoutError, ConnectTimeoutError) as error:
        raise FailedCallError(Trouble.TIMED_OUT, type(error).__name__) from error
    except ClientError as error:
        raise FailedCallError(_trouble(error), str(error)) from error
    except Exception as error:  # the client's parser meets a strange body with any of them
        raise FailedCallError(Trouble.UNAVAILABLE, str(error)) from error


def _trouble(error: ClientError) -> Trouble:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in THROTTLED or error.response["ResponseMetadata"].get("HTTPStatusCode") == 429:
        return Trouble.THROTTLED
    return Trouble.TIMED_OUT if code in TIMED_OUT else Trouble.UNAVAILABLE


@cache
def client(region: str) -> "BedrockRuntimeClient":
    """Return a client that tries twice: SQS delivers a message again, and paid time is short."""
    return boto3.client(
        "bedrock-runtime",
        region_name=region,
        config=Config(
            connect_timeout=5,
            read_timeout=CALL_S,
            retries={"mode": "standard", "total_max_attempts": 2},
        ),
    )


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what the call returns; raises ``TimeoutError`` when it takes longer.

    A read time-out alone does not end an answer that comes drop by drop without end.
    """
    done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((call(), None))
        except BaseException as error:
            done.put((None, error))

    threading.Thread(target=run, daemon=True, name="language-model").start()
    try:
        answer, error = done.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return cast(T, answer)


def _whole(value: object, otherwise: int) -> int:
    try:
        return int(value) if value is not None else otherwise  # type: ignore[call-overload]
    except (TypeError, ValueError):
        return otherwise
