"""An instant as the API writes it: RFC 3339 in UTC."""

from datetime import datetime
from typing import Annotated

from pydantic import PlainSerializer

from shared.domain.text.rfc3339 import rfc3339

Instant = Annotated[datetime, PlainSerializer(rfc3339)]
