"""The hands and ears on Windows. Not yet tried on a real machine: planned, and tested with fakes."""
