"""Who decides: the Responses client, the two dialects as pure functions, the offline model."""
