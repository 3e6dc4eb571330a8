"""LINE Official Accounts, through the Messaging API."""
