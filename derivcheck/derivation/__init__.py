"""Finding a derivative from the objective alone, by named rules; the kernel checks each step."""

from derivcheck.derivation.gradient import derive_gradient, derive_gradients, derive_jacobian
from derivcheck.derivation.steps import Derived, DerivedStep

__all__ = ["Derived", "DerivedStep", "derive_gradient", "derive_gradients", "derive_jacobian"]
