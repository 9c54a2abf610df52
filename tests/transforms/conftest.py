from tests.googlesql.fixture import googlesql

__all__ = ["googlesql"]
