"""Vendor components behind our protocols."""
