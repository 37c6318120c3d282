"""The author's language on SymPy, its elaboration into terms, and the printing of terms.

Import from the modules: `derivcheck.notation.language` is what problem files use (it needs SymPy);
`text` and `latex` print terms and need no SymPy.
"""
