"""How well orders, items and actions are read from what a customer writes."""
