"""Search over everything a person may see in a case."""
