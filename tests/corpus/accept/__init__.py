"""Claims to accept, a module a subject."""
