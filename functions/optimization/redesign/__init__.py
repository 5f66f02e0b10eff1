"""Changes of a process model, and what allows them. Pure."""
