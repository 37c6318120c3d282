"""The calculus: normal forms over ranges of symbolic size, derivatives, assumptions as rules."""
