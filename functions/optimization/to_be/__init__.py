"""The process with all recommended changes, as a workflow and as a drawing. Pure.

Entry points: ``process.to_be``, ``bpmn.to_be_bpmn`` and ``bpmn.as_is_bpmn``.
"""
