"""What is due: reports of counters, silence, milestones, records to confirm; by e-mail for those who ask for it."""
