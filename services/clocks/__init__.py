"""Deadlines from law and from service promises: a pure engine, then its table."""
