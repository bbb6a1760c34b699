"""A window to practise on, for the demo and the self-test, and the private display it can run on."""
