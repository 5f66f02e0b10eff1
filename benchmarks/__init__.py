"""Speed as ratios against a peer in the same run: machines are shared, seconds say little."""
