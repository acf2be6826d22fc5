"""The calls, one file for each kind of thing; each offers a `router`."""
