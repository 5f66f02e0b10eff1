"""Discrete simulation of a process model, with statistics for paired comparisons. Pure."""
