"""Redesigns tried in the older twins, of elapsed times and of stated workflows. Pure."""
