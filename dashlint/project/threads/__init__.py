"""Threads and worker processes: what is handed over to them, and what is lost or goes wrong there."""
