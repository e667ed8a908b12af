"""The functions that Dash and its servers call: where each is registered, on which apps, and where it runs."""
