"""Coroutines and the event loop: what is awaited, cached, hidden from Dash or left to run alone."""
