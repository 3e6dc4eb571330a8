"""PynamoDB's view of what the search holds. Names of attributes are short: thousands of these items are read at once."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import Item, TextsAttribute


class WordsItem(Item, discriminator="words"):
    """Folded words: a line with the customer's names, then one for each of `parts`. `before` is the slot of the
    ticket's words before these."""

    ticket = UnicodeAttribute()
    words = UnicodeAttribute()
    parts = TextsAttribute()
    before = UnicodeAttribute(null=True)
    version = NumberAttribute()


class MonthItem(Item, discriminator="month"):
    """There is nothing else to say of a month than that there is something in it."""


class CodeItem(Item, discriminator="code"):
    """`written` where the code has dashes. `slot` is that of the words in which it stands."""

    account = UnicodeAttribute()
    ticket = UnicodeAttribute()
    part = UnicodeAttribute()
    written = UnicodeAttribute(null=True)
    slot = UnicodeAttribute()
    version = NumberAttribute()
