"""The overview: what is happening now."""
