"""Where the rules of the knowledge base hold in a process."""

import hashlib
from collections.abc import Iterator, Mapping

from common.language import say, term
from common.model.assessment import Evidence, Finding, Place, Severity
from common.model.figure import Figure, Provenance
from functions.analysis.frameworks.knowledge import Knowledge, Rule, RuleFile, Trigger, passes
from functions.analysis.frameworks.phrases import told
from functions.analysis.frameworks.stakes import (
    cost_at_stake,
    share_at_stake,
    time_at_stake,
)
from functions.analysis.frameworks.subject import WHOLE, Observation, Subject, finite

Observations = Mapping[str, tuple[Observation, ...]]

ORDER = {severity: number for number, severity in enumerate(Severity)}
# Ours: how much an observation is worth by the way it is known, before its sample counts.
CONFIDENCE = {
    Provenance.MEASURED: 0.95,
    Provenance.STATED: 0.6,
    Provenance.INFERRED: 0.5,
    Provenance.ASSUMED: 0.3,
}
HALF_SAMPLE = 10  # observations after which a measurement has half of its confidence
HOLDS_WORK = 0.8  # factor where a time holds work as well as waiting
QUOTED = 0.4  # a phrase without a number
SUSPECTED = 0.25  # one weaker sign alone, right about three times of four in unknown words
QUOTES = 5  # shown per finding


def findings(subject: Subject, observed: Observations, knowledge: Knowledge) -> list[Finding]:
    """Return what is wrong, most time at stake first, then money, severity and id.

    Of several rules of one framework about the same metric at the same place only the most
    severe remains.
    """
    measures: dict[tuple[str, str, str], Finding] = {}
    quoted: list[Finding] = []
    for framework in knowledge.frameworks:
        for rule in framework.rules:
            quoted += _quoted(subject, framework, rule)
            for found in _measured(subject, observed, framework, rule):
                key = (found.framework, found.evidence[0].metric, found.where.model_dump_json())
                measures[key] = min(measures.get(key, found), found, key=_by_severity)
    return sorted(_with_quotes(list(measures.values()), quoted), key=by_stake)


def _with_quotes(measures: list[Finding], quoted: list[Finding]) -> list[Finding]:
    """Return all findings; words about what is measured for the whole process join its evidence."""
    together = list(measures)
    for phrase in quoted:
        about = [
            number
            for number, each in enumerate(measures)
            if (each.framework, each.principle) == (phrase.framework, phrase.principle)
            and each.where == WHOLE
        ]
        if about:
            first = together[about[0]]
            evidence = (*first.evidence, *phrase.evidence)
            together[about[0]] = first.model_copy(update={"evidence": evidence})
        else:
            together.append(phrase)
    return together


def _by_severity(finding: Finding) -> tuple[int, str]:
    return (-ORDER[finding.severity], finding.id)


def by_stake(finding: Finding) -> tuple[float, float, int, str]:
    """Return the place of a finding among all: most time at stake first, then most money."""
    return (
        -_value(finding.time_at_stake_h_per_year),
        -_value(finding.cost_at_stake_per_year),
        -ORDER[finding.severity],
        finding.id,
    )


def _value(at_stake: Figure | None) -> float:
    return at_stake.value if at_stake else 0.0


def _measured(
    subject: Subject, observed: Observations, framework: RuleFile, rule: Rule
) -> Iterator[Finding]:
    trigger = rule.trigger
    if trigger is None:
        return
    hits = [
        (each, severity)
        for each in observed.get(trigger.metric, ())
        if (severity := severity_of(trigger, each.value)) is not None
        and each.words
        and _conditions_hold(observed, trigger, each.where)
    ]
    sign = 1 if trigger.comparison == "below" else -1
    hits.sort(key=lambda hit: (sign * hit[0].value, hit[0].where.model_dump_json()))
    for observation, severity in hits[: trigger.at_most]:
        yield Finding(
            id=_id(rule, observation.where),
            rule=rule.id,
            framework=framework.framework,
            principle=rule.principle,
            type=rule.type,
            severity=severity,
            statement=_statement(subject, rule, observation.words),
            where=observation.where,
            evidence=_evidence(observed, trigger, observation, severity),
            affected_share=observation.affected_share,
            at_stake_h=finite(observation.at_stake_h),
            time_at_stake_h_per_year=time_at_stake(subject, observation),
            time_at_stake_share=share_at_stake(subject, observation),
            cost_at_stake_per_year=cost_at_stake(subject, observation),
            confidence=_confidence(observation),
            remedies=rule.remedies,
        )


def severity_of(trigger: Trigger, value: float) -> Severity | None:
    """Return the highest severity whose threshold the value passes; None where it passes none."""
    for severity in reversed(Severity):
        threshold = trigger.thresholds.get(severity)
        if threshold is not None and passes(value, trigger.comparison, threshold):
            return severity
    return None


def _conditions_hold(observed: Observations, trigger: Trigger, where: Place) -> bool:
    for condition in trigger.only_if:
        value = _value_at(observed, condition.metric, where)
        if value is None or not condition.holds(value):
            return False
    return True


def _value_at(observed: Observations, metric: str, where: Place) -> float | None:
    """Return the metric at the place; failing that, for the whole process."""
    values = {each.where: each.value for each in observed.get(metric, ())}
    return values.get(where, values.get(WHOLE))


def _evidence(
    observed: Observations, trigger: Trigger, observation: Observation, severity: Severity
) -> tuple[Evidence, ...]:
    main = Evidence(
        metric=trigger.metric,
        value=observation.value,
        unit=trigger.unit,
        threshold=trigger.thresholds[severity],
        provenance=observation.provenance,
        sample=observation.sample,
    )
    conditions = tuple(
        Evidence(
            metric=condition.metric,
            value=_value_at(observed, condition.metric, observation.where),
            threshold=condition.value,
            provenance=observation.provenance,
            sample=observation.sample,
        )
        for condition in trigger.only_if
    )
    return (main, *conditions)


def _quoted(subject: Subject, framework: RuleFile, rule: Rule) -> Iterator[Finding]:
    if rule.phrases is None:
        return
    said, signs = subject.workflow.circumstances, rule.phrases
    quotes, sure = told(said, signs.any_of, signs.suspects, signs.unless)
    if quotes:
        words = {"quote": quotes[0]}
        yield Finding(
            id=rule.id,
            rule=rule.id,
            framework=framework.framework,
            principle=rule.principle,
            type=rule.type,
            severity=signs.severity if sure else Severity.LOW,
            statement=_statement(subject, rule, words)
            if sure
            else say("Perhaps: {statement}", statement=_statement(subject, rule, words)),
            evidence=tuple(
                Evidence(metric="circumstances", provenance=Provenance.STATED, quote=quote)
                for quote in quotes[:QUOTES]
            ),
            confidence=QUOTED if sure else SUSPECTED,
            remedies=rule.remedies,
        )


def _statement(subject: Subject, rule: Rule, words: Mapping[str, str]) -> str:
    always = {"process": subject.workflow.name, "period": subject.period}
    said = {**always, **words}
    if "clock" in said:
        said["clock"] = term(said["clock"])
    return say(rule.statement, **said)


def _id(rule: Rule, where: Place) -> str:
    if where == WHOLE:
        return rule.id
    return f"{rule.id}.{hashlib.sha256(where.to_json()).hexdigest()[:8]}"


def _confidence(observation: Observation) -> float:
    value = CONFIDENCE[observation.provenance]
    if observation.sample is not None:
        value *= observation.sample / (observation.sample + HALF_SAMPLE)
    if observation.words.get("caveat"):
        value *= HOLDS_WORK
    return round(value, 3)
