"""What code can stand for: objects, functions and classes, and the frames that they come from."""
