"""A language model's view of circumstances and causes, beside the findings."""
