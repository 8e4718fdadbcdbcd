"""Migrations of kept results."""
