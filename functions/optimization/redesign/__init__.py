"""Changes of a process model, their trial by simulation, and the portfolio. Pure."""
