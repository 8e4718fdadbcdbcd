"""The analytic hierarchy: evaluators' judgements, their consistency, and the score of the plan."""
