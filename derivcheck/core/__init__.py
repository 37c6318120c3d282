"""Terms, contexts, claims, verdicts and errors: the words everything else is said in."""
