"""Formulas in matrix notation as people type them: read, given shapes, and turned into terms."""
