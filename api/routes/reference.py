"""`GET /docs`: all calls on one plain page, made from the same description as `/openapi.json`; no scripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
_PAGE = Path(__file__).parent.parent / "templates" / "reference.html"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@router.get("/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    """The page."""
    api = request.app.openapi()
    page = _template().render(api=api, calls=_calls(api), server=str(request.base_url).rstrip("/"))
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only who reads the page pays for it

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_PAGE.read_text(encoding="utf-8"))


def _calls(api: dict[str, Any]) -> list[dict[str, Any]]:
    """Every call with what it takes and gives, ready to print."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": call.get("description") or call.get("summary", ""),
            "key": bool(call.get("security")),
            "parameters": call.get("parameters", []),
            "bodies": _contents(api, call.get("requestBody", {})),
            "responses": [
                {"status": status, "description": answer["description"], "bodies": _contents(api, answer)}
                for status, answer in sorted(call["responses"].items())
            ],
        }
        for path, methods in api["paths"].items()
        for method, call in methods.items()
    ]


def _contents(api: dict[str, Any], holder: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": kind, "fields": _fields(api, content.get("schema", {}))}
        for kind, content in holder.get("content", {}).items()
    ]


def _fields(api: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, str]]:
    found = _resolved(api, schema)
    required = set(found.get("required", ()))
    return [
        {
            "name": name,
            "type": _type(api, field),
            "needed": "required" if name in required and "default" not in field else "",
            "about": field.get("description", ""),
        }
        for name, field in found.get("properties", {}).items()
    ]


def _resolved(api: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _type(api: dict[str, Any], schema: dict[str, Any]) -> str:
    """A type in words, such as "list of QuoteOut" or "public | staff"."""
    if "anyOf" in schema:
        return " | ".join(_type(api, each) for each in schema["anyOf"])
    if "$ref" in schema:
        found = _resolved(api, schema)
        return " | ".join(found["enum"]) if "enum" in found else f"{{{', '.join(found.get('properties', ()))}}}"
    if schema.get("type") == "array":
        return f"list of {_type(api, schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    return str(schema.get("format") or schema.get("type") or "anything")
