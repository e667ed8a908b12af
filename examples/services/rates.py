"""Exchange rates from a service on the web."""

import requests

SERVICE = "https://rates.example.com/latest"


class Rates:
    """Rates against the euro; one connection serves all requests."""

    def __init__(self):
        self.session = requests.Session()

    def against_euro(self, currency):
        answer = self.session.get(SERVICE, params={"symbols": currency}, timeout=5)
        return answer.json()["rates"][currency]


rates = Rates()


def exchange_rate(currency):
    return 1.0 if currency == "EUR" else rates.against_euro(currency)
