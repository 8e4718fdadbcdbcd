"""Partners and agreements, missions, and who has worked with whom."""
