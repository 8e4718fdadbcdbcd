"""Versions of plans."""
