"""Organisations, the support they received, and people trained."""
