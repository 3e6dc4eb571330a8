"""The files of a message as a list shows them, which is not how the webhook tells of them."""

from infra.local.documents import Json


def attachments(node: Json) -> Json | None:
    files = [each for each in node["attachments"] if each["type"] != "story_mention"]
    return {"data": [_attachment(each) for each in files]} if files else None


def _attachment(told: Json) -> Json:
    """A file as a list shows it: pictures and films have an address of their own, and no kind but their media type."""
    address = told.get("payload", {}).get("url", "")
    if told["type"] == "image":
        return {"id": "1", "mime_type": "image/jpeg", "image_data": {"url": address}}
    if told["type"] == "video":
        return {"id": "1", "mime_type": "video/mp4", "video_data": {"url": address}}
    mime_type = {"audio": "audio/mpeg", "file": "application/pdf"}.get(told["type"], "application/octet-stream")
    return {"id": "1", "mime_type": mime_type, "file_url": address}


def story(node: Json) -> Json | None:
    """Return what a message says of stories, which stands apart from its files in a list."""
    mention = next((each for each in node["attachments"] if each["type"] == "story_mention"), None)
    answered = (node["reply_to"] or {}).get("story")
    told = {"mention": {"link": mention["payload"]["url"]}} if mention else {}
    told |= {"reply_to": {"link": answered["url"], "id": answered["id"]}} if answered else {}
    return told or None
