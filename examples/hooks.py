"""What happens around every request."""

import logging

log = logging.getLogger(__name__)


def add_hooks(app):
    @app.server.before_request
    def count_requests():
        log.info("a request")
