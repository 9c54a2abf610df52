"""What would save energy, as ranges, with the evidence."""
