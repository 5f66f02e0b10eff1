"""The values that travel between stages: pure, validated, serialised as JSON."""
