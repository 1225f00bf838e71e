"""Candidates for equilibrium, one bargaining protocol a file (T4–T6)."""
