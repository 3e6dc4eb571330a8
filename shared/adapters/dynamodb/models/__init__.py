"""PynamoDB's view of the items beside tickets, one model for each kind, a module for what a function reads together."""
