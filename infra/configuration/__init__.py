"""The choices of a stage: where they are read, what they mean, and what is wrong with them."""
