"""Migrations of people and their one-time links."""
