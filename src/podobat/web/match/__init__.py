"""The matching room: who should work with whom, what was decided, and what became of it."""
