"""Rules of Lean, Agile, operating model and Theory of Constraints, applied to measures."""
