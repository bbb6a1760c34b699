"""What the agent needs from the rest of the house, one module for each that it talks to."""
