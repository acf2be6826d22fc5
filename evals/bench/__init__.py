"""Measures speed and memory: `python -m evals.bench ingest | ask | check`; never a timed test."""
