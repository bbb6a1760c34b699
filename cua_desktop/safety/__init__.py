"""May it happen? Pure Python: no Qt, no network, no input."""
