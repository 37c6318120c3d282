"""From a document as it is to a faithful, untyped syntax tree of every formula in it, with positions."""
