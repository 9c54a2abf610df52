"""The models that serve: champion, challengers, skill, drift and runs."""
