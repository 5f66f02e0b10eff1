"""From the events of a log to a simulation model that behaves like it, and how near it comes."""
