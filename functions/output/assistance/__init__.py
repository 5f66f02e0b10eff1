"""A language model tells the verdict in its own words; each sentence is held against the report."""
