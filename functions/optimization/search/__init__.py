"""Redesigns are tried against the process as it is, alone and together. Pure."""
