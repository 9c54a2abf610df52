"""What meters will use: quantiles of the hours to come, and how good they turned out to be."""
