"""Track compliance with an agreement: exactly, explainably, neutrally."""

__version__ = "0.1.0"
