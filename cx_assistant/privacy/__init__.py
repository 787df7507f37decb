"""Access and erasure: everything that is kept about one customer, found and removed."""
