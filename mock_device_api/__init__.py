"""A believable fleet of meters and sensors behind an HTTP API, with faults on demand."""
