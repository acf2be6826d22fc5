"""The words that are sent to language models."""
