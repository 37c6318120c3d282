"""A second route at fixed small sizes: SymPy symbols for entries, scalar derivatives, rational functions."""

from derivcheck.methods.sympy_components.comparison import (
    AgreesAt,
    Comparison,
    DiffersAt,
    UndecidedAt,
    compare_at,
    compare_components,
)

__all__ = ["AgreesAt", "Comparison", "DiffersAt", "UndecidedAt", "compare_at", "compare_components"]
