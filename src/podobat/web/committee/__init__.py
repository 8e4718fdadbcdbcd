"""The committee: members, meetings, decisions with the figures of their day, and what came of them."""
