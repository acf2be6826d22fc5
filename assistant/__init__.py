"""Answering, verifying, commitments, checking, drafting: what Pledge does with what it knows."""
