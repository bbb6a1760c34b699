"""The hands and ears on Linux with X11, by XTEST, XKB and XInput 2."""
