"""cua_desktop: a computer-use model works this desktop, and a person keeps the say."""

__version__ = "0.1.0"
