"""How a figure spreads, in one line."""


def spread(seconds: list[float], *, digits: int = 2) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    named = (("p50", ordered[len(ordered) // 2]), ("p99", p99), ("longest", ordered[-1]))
    return " · ".join(f"{name} {each:.{digits}f} s" for name, each in named)
