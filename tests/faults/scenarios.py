"""Every scenario of the sweep."""

from tests.faults.scenarios_alerts import ALERTS
from tests.faults.scenarios_attachments import ATTACHMENTS
from tests.faults.scenarios_inbound import INBOUND
from tests.faults.scenarios_operations import OPERATIONS
from tests.faults.scenarios_private import PRIVATE
from tests.faults.scenarios_replies import REPLIES

ALL = (*INBOUND, *ALERTS, *REPLIES, *PRIVATE, *OPERATIONS, *ATTACHMENTS)
