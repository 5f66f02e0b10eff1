"""The process with all recommended changes, as a workflow and as a drawing. Pure.

Entry points: ``process.to_be`` and ``bpmn.drawn``.
"""
