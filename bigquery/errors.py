"""The one base of every error that Powerlytics raises on purpose."""


class PowerlyticsError(Exception):
    """Something that the reader can act on; the message says in one line what to do."""
