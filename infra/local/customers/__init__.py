"""The demo's customers: invented people who write to the brand's accounts on the stand-in of each network.

`python -m infra.local.customers [--outputs .local/outputs.json]` runs until it is stopped. Some write at once, so that
the demo's short deadlines lapse soon; after that one more every minute or two. A customer who waits too long asks again,
and some say thanks once they are answered.
"""
