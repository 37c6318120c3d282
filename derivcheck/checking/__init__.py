"""The steps of a document, judged: verdicts, counterexamples, suggestions, and how they are shown."""
