"""Exports for programs: the Markdown that is published, and the register of promises as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import yaml

from assistant.drafting.gaps import find_marks
from assistant.drafting.reasons import reasons
from assistant.drafting.records import Clause
from assistant.drafting.render import render
from assistant.exports.material import Material, promises


def markdown(material: Material) -> bytes:
    """The code as Markdown, with what a library needs to know of it in front."""
    facts: dict[str, Any] = {"title": material.title, "audience": "public"}
    if material.label:
        facts["version"] = material.label
    if material.effective_from:
        facts["effective_from"] = material.effective_from
    front = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)
    return f"---\n{front}---\n\n{render(material.title, material.clauses).text}".encode()


def register(material: Material) -> bytes:
    """The code as data: every clause with its id, principles, facts, sources and rationale, and what goes with it."""
    content = {
        "title": material.title,
        "document": material.document,
        "organisation": material.organisation,
        "version": material.label,
        "effective_from": material.effective_from,
        "state": material.state,
        "language": material.language,
        "clauses": [_clause(clause, clause in promises(material.clauses)) for clause in material.clauses],
        "papers": asdict(material.papers),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def _clause(clause: Clause, promise: bool) -> dict[str, Any]:
    reason = reasons()[clause.reason] if clause.reason else None
    return {
        "id": clause.id,
        "promise": promise,
        "kind": clause.kind,
        "heading": clause.heading,
        "section": clause.section,
        "principles": list(clause.principles),
        "text": clause.text,
        "facts": {fact.slot: fact.value for fact in clause.facts},
        "gaps": [{"fact": mark.slot, "question": mark.question} for mark in find_marks(clause.text)],
        "sources": [asdict(source) for source in clause.sources],
        "rationale": asdict(reason) if reason else None,
        "edited": clause.edited,
    }
