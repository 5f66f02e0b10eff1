"""Redesigns of a process whose people, hours and queues were found in its log. Pure."""
