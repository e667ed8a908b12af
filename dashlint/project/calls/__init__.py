"""What the bodies of functions run: the call graph, and the ways through it."""
