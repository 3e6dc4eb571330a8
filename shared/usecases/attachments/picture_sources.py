"""Say from where a browser may fetch customers' pictures itself."""

from typing import Protocol

from shared.domain.networks.picture_sources import PictureSources
from shared.ports.networks import HasRules
from shared.usecases.settings.current import ReadsSettings, desk_settings


class PictureSourcesDesk(ReadsSettings, HasRules, Protocol):
    """The parts of the desk that `picture_sources` uses."""


def picture_sources(*, desk: PictureSourcesDesk) -> PictureSources:
    """Return the sources of the networks that the desk's settings name, none unless they do."""
    return PictureSources.of(desk_settings(desk).general.show_pictures_from, desk.rules)
