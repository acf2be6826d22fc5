"""PDF: follows."""
