"""What it is worth: input-output effects, cost-benefit, AHP and unit costs, from one forecast."""
