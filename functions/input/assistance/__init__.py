"""Help of a language model with what the built-in reader reads poorly. Pure but for the port."""
