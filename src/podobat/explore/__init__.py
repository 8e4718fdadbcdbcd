"""What decides the targets, when a plan fails, and what is worth finding out before money is moved."""
