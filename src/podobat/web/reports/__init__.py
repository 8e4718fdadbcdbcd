"""Committee reports of any moment."""
