"""PynamoDB's view of the search index. Attribute names are short: thousands of these items are read at once."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import Item, TextsAttribute


class WordsItem(Item, discriminator="words"):
    """Folded texts: a line with the customer's names, then one for each of `parts`. `before` is the slot of the
    ticket's preceding texts."""

    ticket = UnicodeAttribute()
    words = UnicodeAttribute()
    parts = TextsAttribute()
    before = UnicodeAttribute(null=True)
    version = NumberAttribute()


class MonthItem(Item, discriminator="month"):
    """Its existence alone says that the month has texts."""


class CodeItem(Item, discriminator="code"):
    """`written` where the code has dashes. `slot` is that of the texts in which it stands."""

    account = UnicodeAttribute()
    ticket = UnicodeAttribute()
    part = UnicodeAttribute()
    written = UnicodeAttribute(null=True)
    slot = UnicodeAttribute()
    version = NumberAttribute()
