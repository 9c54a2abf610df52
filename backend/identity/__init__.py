"""Who asks: people, log-ins, keys."""
