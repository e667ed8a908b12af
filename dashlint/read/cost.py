"""The cost of parsing: how long libcst may take over some code, by its looks, on a machine of 2020 or so."""

from __future__ import annotations

from dashlint.read.parsing import OPERATORS, symbols_in

#: What a byte that is no text or comment costs, how much deeper brackets make that dearer, and what an operator costs
#: for each of those that stand in a row with it. Measured with libcst 1.9.
SECONDS_A_BYTE = 10e-6
DOUBLING_DEPTH = 12
SECONDS_A_PAIR = 0.4e-6
#: No byte costs more, whatever stands around it.
MOST_SECONDS_A_BYTE = 1e-3


def seconds_for(code: bytes) -> float:
    """Return about how many seconds parsing takes; it is rarely more, and often less."""
    bare, symbols = symbols_in(code)
    deepest, pairs = 0, 0
    chains = [0]
    for symbol in symbols:
        if symbol in b"([{":
            chains.append(0)
            deepest = max(deepest, len(chains) - 1)
        elif symbol in b")]}":
            pairs += chains.pop() ** 2
            chains = chains or [0]
            chains[-1] += 1
        elif symbol in b",;" or (symbol == 10 and len(chains) == 1):
            pairs += chains[-1] ** 2
            chains[-1] = 0
        elif symbol in OPERATORS:
            chains[-1] += 1
    pairs += sum(chain**2 for chain in chains)
    return len(bare) * SECONDS_A_BYTE * (1 + deepest / DOUBLING_DEPTH) + pairs * SECONDS_A_PAIR
