"""Questions as a language model gets them, and its answers as values. Pure."""
