"""The only place that chooses concrete classes and joins the parts, for the window and the commands.

`opening` makes a `session` of the settings; `service` is its model; `texts` are the user's own rules,
prices and instructions. `monitors`, `stop_keys`, `witnesses` and `browsers` ask the machine one thing each.
"""
