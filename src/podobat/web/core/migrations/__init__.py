"""Migrations of cases, memberships and the audit log."""
