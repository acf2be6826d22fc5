"""The ways in: HTTP with server-sent events, and the command line."""
