"""The window. PySide6 lives here (and in practice), and nowhere else."""
