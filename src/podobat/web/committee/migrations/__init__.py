"""Migrations of the committee."""
