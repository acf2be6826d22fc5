"""Drafting a code: a brief and the organisation's own words in, clauses with visible gaps out; nothing is invented."""
