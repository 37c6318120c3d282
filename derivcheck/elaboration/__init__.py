"""Resolved formulas of a document -> Claims: number of axes, sizes, layouts, and what every product means."""
