"""From a submitted document to the canonical workflow, one module per format. Pure."""
