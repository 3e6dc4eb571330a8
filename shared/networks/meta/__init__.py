"""Meta's networks: one app, one webhook and one Graph API for Facebook Pages, Messenger and Instagram.

What the three share stands here and imports none of them; each of them is a package beside the others and knows none.
https://developers.facebook.com/docs/graph-api
"""
