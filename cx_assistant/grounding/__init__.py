"""Checks in code on every draft."""
