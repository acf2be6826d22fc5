"""The words with which questions are asked, and where sentences end, as patterns."""

from __future__ import annotations

import re

AUXILIARY = r"(?:do|does|did|can|could|is|are|will|would|am|may|should|must|have|has|was|were|shall)"
ASKING = (
    rf"(?:how|what|whats|what's|when|who|whom|whose|where|which|why|{AUXILIARY}|if so|if not|by when|till when|"
    r"until when|under what|at what|to whom|for how)"
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
