"""Measurements against what a user would use instead. ``python -m bench.download``."""
