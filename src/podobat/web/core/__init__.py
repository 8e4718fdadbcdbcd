"""What every room of the application shares: cases, roles, permissions, the audit log, words."""
