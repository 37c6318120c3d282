"""Claims that the program has to accept, to reject, or to leave open."""
