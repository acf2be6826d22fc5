"""Tests in a real browser; what is expected may take a while on a busy machine."""

from playwright.sync_api import expect

expect.set_options(timeout=30_000)
