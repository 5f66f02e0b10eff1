"""Scans the common subset of XES quickly; whatever else a document holds is for expat."""
