"""What one net job, start-up or specialist costs, beside reference classes."""
