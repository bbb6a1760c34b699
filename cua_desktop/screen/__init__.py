"""What the model sees: capture, viewport, settling; the own windows masked."""
