"""What every function shares: the model, the events, and the adapters to AWS."""
