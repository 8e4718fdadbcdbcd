"""The panels of a value, one a file: what programmes add, their shares, targets, changes, pairs, sweeps, limits."""
