"""What is to come: forecasts of meters and buildings, with their skill."""
