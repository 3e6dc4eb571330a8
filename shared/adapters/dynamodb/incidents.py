"""Incidents, the spans in which accounts receive nothing, in DynamoDB (I8)."""

from collections.abc import Sequence
from dataclasses import replace

from shared.adapters.dynamodb.item import Item, OnTable, applied, member
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.models.accounts import IncidentItem
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import Incident, IncidentNews
from shared.domain.errors import VersionConflictError


class DynamoIncidents(OnTable):
    """`ports.Incidents` on one table. One partition holds all of them: there are as many as accounts in trouble."""

    def all(self) -> Sequence[Incident]:
        return [
            Incident(
                account=item.account,
                fault=fault,
                since=item.since,
                sentence=item.sentence,
                told_at=item.told_at,
                gone_since=item.gone_since,
                taken_until=item.taken_until,
                telling=member(IncidentNews, item.telling) if item.telling is not None else None,
                telling_since=item.telling_since,
                version=int(item.version),
            )
            for item in IncidentItem.query(desk_keys.INCIDENTS, consistent_read=True)
            if (fault := member(Fault, item.fault)) is not None
        ]

    def save(self, incident: Incident) -> Incident:
        item = IncidentItem(
            desk_keys.INCIDENTS,
            _key(incident),
            account=incident.account,
            fault=incident.fault,
            since=incident.since,
            sentence=incident.sentence,
            told_at=incident.told_at,
            gone_since=incident.gone_since,
            taken_until=incident.taken_until,
            telling=incident.telling,
            telling_since=incident.telling_since,
            version=incident.version + 1,
        )
        unchanged = IncidentItem.version == incident.version if incident.version else Item.pk.does_not_exist()
        if not applied(item.save, condition=unchanged):
            raise VersionConflictError("Somebody else saved first.")
        return replace(incident, version=incident.version + 1)

    def remove(self, incident: Incident) -> None:
        if not applied(
            IncidentItem(desk_keys.INCIDENTS, _key(incident)).delete, condition=IncidentItem.version == incident.version
        ):
            raise VersionConflictError("Somebody else saved first.")


def _key(incident: Incident) -> str:
    return f"{incident.fault}#{incident.account}"
