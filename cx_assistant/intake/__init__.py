"""Clean a ticket: quotation, signatures, markup, language, personal data."""
