"""Scenarios beside each other: the same futures under two plans, differences pair by pair, and their page."""
