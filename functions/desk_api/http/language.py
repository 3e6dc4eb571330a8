"""The language of a browser that has not signed in."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

LANGUAGES = ("en", "ja")


def preferred_language(router: Router) -> str:
    """Return the browser's preferred language of ours, English if it names neither."""
    asked = (router.current_event.headers or {}).get("accept-language", "").lower()
    named = [part.partition(";")[0].strip().partition("-")[0] for part in asked.split(",")]
    return next((language for language in named if language in LANGUAGES), LANGUAGES[0])
