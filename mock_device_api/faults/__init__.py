"""Faults on demand: of the data (faults/data.py) and of the transport (faults/transport.py)."""
