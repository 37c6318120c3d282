"""Judging a whole Problem and writing down, as plain data, everything that was found."""
