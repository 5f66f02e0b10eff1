"""Commands of the developers: what they generate is committed, and checked by a test."""
