"""Checks across the parts of an agreement and a scenario."""
