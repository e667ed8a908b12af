"""What an expression stands for, worked out through the names, objects and calls of the whole project."""
