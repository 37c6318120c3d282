"""Claims to leave open, a module a subject."""
