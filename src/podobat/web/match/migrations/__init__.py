"""Tables of the matching room."""
