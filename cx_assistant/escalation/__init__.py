"""When and how a ticket goes to a human."""
