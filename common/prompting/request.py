"""A question as a request to Bedrock's Converse."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from common.model.language_model import Picture, Question
from common.prompting.capabilities import Capability
from common.prompting.fencing import RULES, fenced
from common.prompting.schema import answer_schema

TOOL = "answer"
CHARACTERS_PER_TOKEN = 3.0  # fewer than usual, so that an estimate is rather too high
TOKENS_PER_PICTURE = 2_000
Request = dict[str, Any]


def converse_request(question: Question[Any], known: Capability) -> Request:
    """Return the parameters of ``Converse`` but for the model's id."""
    schema = answer_schema(question.answer)
    system: list[dict[str, Any]] = [{"text": _instructions(question, schema, known)}]
    if _cacheable(system[0]["text"], known):
        system.append({"cachePoint": {"type": "default"}})
    inference: dict[str, Any] = {"maxTokens": question.max_tokens}
    if known.temperature:
        inference["temperature"] = 0.0
    return {
        "system": system,
        "messages": [*_shown(question, known), _asked(question)],
        "inferenceConfig": inference,
        **_form(schema, known),
    }


def asked_again(request: Request, answer: list[dict[str, Any]], problem: str) -> Request:
    """Return the request that shows the model its answer and what is wrong with it."""
    said = [{"text": _text(block)} for block in answer if _text(block).strip()]
    again = (
        f"That answer cannot be used: {problem}\nAnswer again, complete, in the form asked for, "
        "with nothing before or after it."
    )
    return request | {
        "messages": [
            *request["messages"],
            {"role": "assistant", "content": said or [{"text": "(nothing)"}]},
            {"role": "user", "content": [{"text": again}]},
        ]
    }


def prompt_sha256(question: Question[Any]) -> str:
    """Return the digest of our part of a question: instructions, examples and form."""
    ours = [question.task, question.instructions, RULES, question.max_tokens]
    form = answer_schema(question.answer)
    return _digest([*ours, [[dict(m), a] for m, a in question.examples], form])


def question_sha256(question: Question[Any], model_id: str) -> str:
    """Return the digest of a whole question to a model: the same question, the same digest."""
    shown = [[p.name, p.media_type, hashlib.sha256(p.body).hexdigest()] for p in question.pictures]
    return _digest([prompt_sha256(question), model_id, list(question.material.items()), shown])


def estimated_tokens(question: Question[Any]) -> int:
    """Return about how many tokens a question has, rather too many."""
    texts = [question.instructions, RULES, *question.material.values()]
    texts += [part for m, answer in question.examples for part in (*m.values(), answer)]
    texts.append(json.dumps(answer_schema(question.answer)))
    characters = sum(map(len, texts))
    return round(characters / CHARACTERS_PER_TOKEN) + TOKENS_PER_PICTURE * len(question.pictures)


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _instructions(question: Question[Any], schema: dict[str, Any], known: Capability) -> str:
    parts = [question.instructions.strip(), RULES]
    if known.structure == "words":
        form = json.dumps(schema, ensure_ascii=False)
        parts.append(f"Answer with one JSON value of this schema and nothing else:\n{form}")
    return "\n\n".join(parts)


def _cacheable(text: str, known: Capability) -> bool:
    least = known.cache_from_tokens
    return least is not None and len(text) / 4 >= least


def _shown(question: Question[Any], known: Capability) -> list[dict[str, Any]]:
    """Return the examples as turns of a conversation."""
    turns: list[dict[str, Any]] = []
    for number, (material, answer) in enumerate(question.examples):
        turns.append({"role": "user", "content": [{"text": fenced(material)}]})
        if known.structure == "tool":
            name = f"example_{number}"
            used = {"toolUseId": name, "name": TOOL, "input": json.loads(answer)}
            turns.append({"role": "assistant", "content": [{"toolUse": used}]})
            told = {"toolUseId": name, "content": [{"text": "Thank you."}]}
            turns.append({"role": "user", "content": [{"toolResult": told}]})
            turns.append({"role": "assistant", "content": [{"text": "What is next?"}]})
        else:
            turns.append({"role": "assistant", "content": [{"text": answer}]})
    return turns


def _asked(question: Question[Any]) -> dict[str, Any]:
    content: list[dict[str, Any]] = [
        _picture(number, each) for number, each in enumerate(question.pictures, start=1)
    ]
    content.append({"text": fenced(question.material) or "See what is attached."})
    return {"role": "user", "content": content}


def _picture(number: int, picture: Picture) -> dict[str, Any]:
    kind = picture.media_type.rsplit("/", 1)[-1]
    if kind == "pdf":
        name = re.sub(r"[^A-Za-z0-9 -]+", " ", picture.name).strip()[:60] or "page"
        document = {"format": "pdf", "name": f"{number} {name}", "source": {"bytes": picture.body}}
        return {"document": document}
    return {"image": {"format": kind, "source": {"bytes": picture.body}}}


def _form(schema: dict[str, Any], known: Capability) -> Mapping[str, Any]:
    if known.structure == "json_schema":
        structure = {"jsonSchema": {"name": TOOL, "schema": json.dumps(schema)}}
        return {"outputConfig": {"textFormat": {"type": "json_schema", "structure": structure}}}
    if known.structure == "tool":
        spec = {
            "name": TOOL,
            "description": "Hands in the answer.",
            "inputSchema": {"json": schema},
        }
        return {
            "toolConfig": {"tools": [{"toolSpec": spec}], "toolChoice": {"tool": {"name": TOOL}}}
        }
    return {}


def _text(block: Mapping[str, Any]) -> str:
    if "text" in block:
        return str(block["text"])
    if "toolUse" in block:
        return json.dumps(block["toolUse"].get("input"), ensure_ascii=False)
    return ""
