"""Redesigns that a language model thinks of: guarded and simulated like any other, listed apart."""
