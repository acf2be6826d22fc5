"""Documents in, evidence found."""
