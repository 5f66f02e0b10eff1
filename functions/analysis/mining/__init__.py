"""Measures of a process, computed from its event log."""
