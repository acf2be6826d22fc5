"""YAML that remembers the line of every key, so that a message can name it."""

from __future__ import annotations

from typing import Any

import yaml

from knowledge.errors import InvalidInput
from knowledge.plain_yaml import PlainLoader


class LineDict(dict[str, Any]):
    """A mapping with the line, from 1, on which it begins and on which each key stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class _LineLoader(PlainLoader):
    """Builds `LineDict`s and refuses a key that is given twice."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> LineDict:
    result = LineDict(node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        line = key_node.start_mark.line + 1
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"the key '{key}' is given twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = line
    return result


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_lines(text: str, name: str) -> Any:
    """The value of a YAML file, its mappings as `LineDict`.

    Args:
        text: The file.
        name: What messages call it.

    Raises:
        InvalidInput: It is not YAML; the message names the line.
    """
    try:
        return yaml.load(text, Loader=_LineLoader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        where = f", line {error.problem_mark.line + 1}" if error.problem_mark is not None else ""
        raise InvalidInput(f"{name}{where}: {error.problem or 'it is not valid YAML'}. Correct the file.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidInput(f"{name} is not valid YAML: {error}. Correct the file.") from error
