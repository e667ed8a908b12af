"""What other people's code puts on or around an app's server: extensions, middleware and wrappers."""
