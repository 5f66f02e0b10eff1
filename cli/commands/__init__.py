"""What the user can type after `wfo`, by subject."""
