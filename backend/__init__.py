"""The HTTP API: every figure with its unit, its completeness and its proof."""
