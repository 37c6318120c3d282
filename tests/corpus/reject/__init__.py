"""Claims to reject, a module a subject."""
