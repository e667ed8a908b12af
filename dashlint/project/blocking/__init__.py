"""What takes long: calls that hold up a loop, how they could be awaited instead, and what is made or read anew."""
