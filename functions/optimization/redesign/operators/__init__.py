"""Redesign operators: each returns the changes whose preconditions a process meets. Pure."""
