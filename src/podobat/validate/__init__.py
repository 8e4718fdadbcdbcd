"""The simulated world beside what statistics and literature publish."""
