"""What the model does: a process of its own that moves mouse and keyboard and holds the brake."""
