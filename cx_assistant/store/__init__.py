"""SQL: the truth that every index is derived from."""
