"""What code looks like, found by patterns alone, where reading it would take too long."""
