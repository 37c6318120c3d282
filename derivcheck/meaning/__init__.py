"""What the formulas of a document mean: names, indices and functions told apart, definitions in force."""
