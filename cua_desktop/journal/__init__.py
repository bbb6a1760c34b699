"""What happened: written down as it happens."""
