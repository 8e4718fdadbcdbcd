"""What is known: parameters with distribution, unit, source and grade; the catalogue of measures; reference classes."""
