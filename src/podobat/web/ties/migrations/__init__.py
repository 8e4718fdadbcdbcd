"""Migrations of partners and agreements."""
