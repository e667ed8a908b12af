"""Code that counts on Flask: its request, its hooks and its answers, where an app may run without it."""
