"""Orders, identity, and the facts that follow from them."""
