"""The servers of apps: what code asks of them, what is added to them, and what starts them."""
