"""Block-structured process models: what they allow, and how well a log fits them. Pure.

Entry points: ``tree`` (the model), ``alignment.Aligner`` (a trace against it),
``conformance.conformance`` (a log against it), ``decisions.decisions`` (how often which way).
"""
