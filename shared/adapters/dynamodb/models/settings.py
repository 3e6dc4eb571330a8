"""PynamoDB's view of a settings document."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.maps import SavedMap


class DocumentItem(Item, discriminator="document"):
    """A settings document at one version: the newest under H#, each under V#. `body` is JSON; the author and the time
    of a save are missing in documents from before those were recorded."""

    kind = UnicodeAttribute()
    id = UnicodeAttribute()
    version = NumberAttribute()
    body = UnicodeAttribute()
    saved = SavedMap(null=True)
