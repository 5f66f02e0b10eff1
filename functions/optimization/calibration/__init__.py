"""From facts or a stated workflow to an as-is model, and the check that it holds. Pure."""
