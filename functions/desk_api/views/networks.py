"""A network as the page reads it: its name, and what it charges for (N1). Money is in USD."""

from typing import Any

from shared.domain.networks.rules import NetworkRules


def sign_view(rules: NetworkRules) -> dict[str, str]:
    """Return the letter in a shape that stands for the network beside its name."""
    return {"letter": rules.sign.letter, "shape": rules.sign.shape}


def network_view(rules: NetworkRules) -> dict[str, Any]:
    """`prices` are those of its list, in the order in which people see them; `charges` says what each is for, by
    language. `account_options` are what an account may say besides, each with an example; without `has_handles` it has no handle.
    `shows_pictures` is true if a browser could fetch customers' pictures from it, and `blind_spots` says what the desk can neither
    see there nor read again, by language."""
    return {
        "id": rules.network,
        "name": rules.title,
        "prices": {charge: float(usd) for charge, usd in rules.prices.items()},
        "has_handles": rules.account_form.username is not None,
        "account_options": [
            {"name": name, "example": field.example} for name, field in rules.account_form.options.items()
        ],
        "charges": {language: dict(names) for language, names in rules.charge_names.items()},
        "shows_pictures": bool(rules.media_hosts),
        "blind_spots": {language: list(sentences) for language, sentences in rules.blind_spots.items()},
    }
