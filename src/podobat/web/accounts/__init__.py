"""People: signing in and out, passwords, one-time links, and who belongs to a case."""
