"""Buildings, their spaces and their devices."""
