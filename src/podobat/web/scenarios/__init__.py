"""The scenario room and its jobs."""
