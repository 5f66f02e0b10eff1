"""From words to steps: quantities with their units, and sentences that describe work. Pure."""
