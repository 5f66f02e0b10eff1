"""Whether the recommended changes pay, and the plan in which they come. Pure.

Entry point: ``plan.planned``.
"""
