"""Drafters and the prompts they use."""
