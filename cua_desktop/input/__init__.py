"""What the model does: a process of its own that moves mouse and keyboard and holds the brake.

The app side is `client.InputProcess`; everything else runs in the child process.
"""
