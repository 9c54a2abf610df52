"""Values as they arrive."""
