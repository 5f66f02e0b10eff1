"""Whether the recommended changes pay, and the plan in which they come. Pure.

Entry points: ``plan.planned`` and, for the process that results, ``to_be.drawn``.
"""
