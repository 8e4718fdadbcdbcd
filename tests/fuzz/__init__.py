"""Mutated inputs of every kind, read in process: `make fuzz`, and a short run of it in `make test`.

mutate.py    what is done to a text, a YAML file, a table, the bytes of a file
inputs.py    the kinds: what is mutated, and what reads it
harness.py   runs them one by one and says what a reader of ours must never do
"""
