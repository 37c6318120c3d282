"""The tests mirror the package; architecture.py holds the house rules that test_architecture.py applies."""
