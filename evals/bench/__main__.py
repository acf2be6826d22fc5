"""`python -m evals.bench`: runs one measurement by its name, or all of them."""

from __future__ import annotations

import importlib
import sys

_BENCHES = {
    "ingest": "units per second of the whole ingest against the bare embedding model",
    "extract": "seconds to read the commitments of 10,000 units against embedding them",
    "ask": "POST /v1/ask of a running server against the encoders alone; memory and start-up",
    "widget": "the chat in a browser: from sending a question to the first of its answer on the screen; its size",
    "check": "the code checker on a code of 20 and one of 300 pages",
}


def main(arguments: list[str]) -> int:
    """Run benches; returns the highest exit code."""
    if arguments and arguments[0] in {"-h", "--help"}:
        sys.stdout.write("python -m evals.bench [NAME] [OPTIONS]\n")
        sys.stdout.writelines(f"  {name:8} {about}\n" for name, about in _BENCHES.items())
        return 0
    if arguments and arguments[0] not in _BENCHES:
        sys.stderr.write(f"There is no bench '{arguments[0]}'. Known: {', '.join(_BENCHES)}.\n")
        return 2
    names = [arguments[0]] if arguments else list(_BENCHES)
    return max(int(importlib.import_module(f"evals.bench.{name}").main(arguments[1:])) for name in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
