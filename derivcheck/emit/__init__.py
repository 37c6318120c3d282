"""A proved formula as JAX: a function of arrays to run, and the same program as source text to read."""
