"""What a run found, as plain data, and its renderings."""
