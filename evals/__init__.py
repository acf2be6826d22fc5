"""Measures answers, search and speed on suites of cases: `python -m evals`."""
