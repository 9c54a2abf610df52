"""What stands behind a number."""
