"""Searches for evidence, one a file. Nothing here is trusted."""
