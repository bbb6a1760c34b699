"""Which page is in front? The address of what a browser's window shows, where the system tells it."""
