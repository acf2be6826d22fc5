"""Imports point one way, and inside a package they form no cycle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "knowledge": {"knowledge"},
    "prompts": {"prompts"},
    "assistant": {"assistant", "knowledge", "prompts"},
    "api": {"api", "assistant", "knowledge", "prompts"},
    "evals": {"evals", "assistant", "knowledge", "prompts"},
}
#: below api/ nothing knows HTTP; langchain_openai and friends are reached through init_chat_model alone
HTTP_LIBRARIES = {"fastapi", "starlette", "uvicorn", "httpx", "requests", "aiohttp"}
HEAVY_LIBRARIES = {"torch", "sentence_transformers", "transformers", "sklearn", "scipy"}


def modules(package: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    """Every module that a file imports by absolute name, inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_between_packages_point_one_way(package: str) -> None:
    wrong = [
        f"{name} imports {target}"
        for name, path in modules(package)
        for target in imports(path)
        if target.split(".")[0] in MAY_IMPORT and target.split(".")[0] not in MAY_IMPORT[package]
    ]
    assert not wrong


def resolve(target: str, known: set[str]) -> str | None:
    """The module that a dotted name stands for: itself, or the one that holds the name."""
    while target and target not in known:
        target = target.rpartition(".")[0]
    return target or None


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_no_cycle_inside_a_package(package: str) -> None:
    known = {name for name, _ in modules(package)}
    graph = {
        name: {found for target in imports(path) if (found := resolve(target, known)) and found != name}
        for name, path in modules(package)
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
    assert done == known


@pytest.mark.parametrize("package", ["knowledge", "assistant", "prompts"])
def test_nothing_below_api_knows_http(package: str) -> None:
    wrong = [
        f"{name} imports {target}"
        for name, path in modules(package)
        for target in imports(path)
        if target.split(".")[0] in HTTP_LIBRARIES
    ]
    assert not wrong


@pytest.mark.parametrize("package", [*MAY_IMPORT])
def test_heavy_libraries_are_imported_inside_functions_only(package: str) -> None:
    wrong = [
        f"{name} imports {target}"
        for name, path in modules(package)
        for target in imports(path, top_level_only=True)
        if target.split(".")[0] in HEAVY_LIBRARIES
    ]
    assert not wrong


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        name
        for package in ("knowledge", "assistant", "prompts", "api")
        for name, path in modules(package)
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    ]
    # The encoder passes the environment on to the exporter's process and finds the user's cache folder.
    assert set(readers) <= {"assistant.settings", "knowledge.embed"}
