"""A sound, block-structured model out of an event log, with its figures and its drawing. Pure.

Entry point: ``process.discovered_process``.
"""
