"""Sweeps: many what-ifs of one scenario, and what they say taken together."""
