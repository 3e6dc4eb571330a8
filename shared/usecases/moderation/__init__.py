"""Use cases of moderation: what the brand does to posts on the network, besides answering them."""
