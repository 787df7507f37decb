"""Reads the rules of a shop from what its articles say to customers."""
