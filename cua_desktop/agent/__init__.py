"""The centre: look, decide, clear, act. Imports no other part of the package."""
