"""Lines of text about sources and contacts, the same at a terminal and in a chat."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant.quotes import HEADING_SEPARATOR

if TYPE_CHECKING:  # the schemas take a third of a second to load, which help should not pay
    from api.schemas import ContactOut, HitOut, QuoteOut


def contact_line(contact: ContactOut) -> str:
    """Who, and how to reach them."""
    return ", ".join(part for part in (contact.name, contact.email, contact.phone, contact.url) if part)


def source_line(quote: QuoteOut | HitOut) -> str:
    """Where it stands: title, version, since when, heading, page, document."""
    since = f"in force since {_long(quote.effective_from)}" if quote.effective_from else None
    path = quote.heading.split(HEADING_SEPARATOR)
    heading = HEADING_SEPARATOR.join(path[1:] if path[0] == quote.title else path) or None
    page = f"page {quote.page}" if quote.page else None
    facts = [quote.title, f"version {quote.version}", since, heading, page]
    return f"{', '.join(fact for fact in facts if fact)} ({quote.document})"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
