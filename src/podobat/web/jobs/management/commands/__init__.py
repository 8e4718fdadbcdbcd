"""`python -m podobat.web work`: the worker."""
