"""Text that is stored deflated, with a preset dictionary: short texts of the same form nearly vanish.

The dictionary belongs to the stored form. A new one gets a number of its own, and the old one stays: items have the number of theirs.
"""

import zlib
from base64 import b64decode

from pynamodb.attributes import Attribute
from pynamodb.constants import BINARY

_RAW = -15
"""Without zlib's header and checksum, six bytes that the table does not need."""

_STATE = (
    b'"priority","tags","reopen","acknowledge","release","assign:","assign",null,"resolved","answered_elsewhere","nothing_to_say",'
    b'"thanks_only","not_ours","silent","spam","cancelled","no_reply_needed","next_reply","first_reply","default",1,"always",0,'
    b'"direct","public"],17"unknown","failed","partly_sent","cancelled","waiting"]]"held",17"sending",17"tried",null,17"sent",null,[["sent","'
    b'"overtaken","stale","failed","retrying","collected","digest","sms","mail","sending",17"mail","sent",17]],"sent"]],"answered",17'
    b'00000000,0]],[[[["assignee","managers"],["mail"]],[["assignee","managers"],["mail","sms"]]],[["half",1800000000,0],["warn",'
    b'2880000000,0],["due",3600000000,1],["late30",5400000000,1],["late120",10800000000,1]]],["half"],"f":[["half",17,true,[["'
    b'"r":["d":17"a":[["01","claim",17"done",17"resolved"]],"p":["","w":["{"c":["'
)

_ROW = (
    '"priority","vip","look","reply_unknown","reply_failed","partly_sent","wordless","content_warning","held_elsewhere","deleted"],"urgent",'
    '"photo","video","next_reply","Hello, Thank you for your help please'
    "ありがとうございます。よろしくお願いします。お願いいたします。教えてください。いただけますでしょうか。ましたが、ません。ください。"
    'できません。届きません。注文番号です。でしょうか？ますか？昨日今日",["","first_reply",3600000000,"default",1,"always",0,"public"]]["","",["'
).encode()

_MEASURED = (
    b'"next_reply","spam",1,1]["next_reply","cancelled",null,"no_reply_needed",["resolution",1],["resolution",0000000,0000000,"="]]'
    b'[["next_reply","answered",[["first_reply","answered",1800000000,"",3600000000,null,"="],["resolution",'
)

_DICTIONARIES = {1: _STATE, 2: _ROW, 3: _MEASURED}
STATE, ROW, MEASURED = 1, 2, 3
"""The dictionaries with which texts are stored from now on."""


class DeflatedAttribute(Attribute[str]):
    """A text of JSON, deflated. Responses of the table and records of its stream bring bytes in base64."""

    attr_type = BINARY

    def __init__(self, dictionary: int, *, null: bool = False) -> None:
        super().__init__(null=null)
        self._dictionary = dictionary

    def serialize(self, value: str) -> bytes:
        deflater = zlib.compressobj(9, wbits=_RAW, zdict=_DICTIONARIES[self._dictionary])
        return bytes([self._dictionary]) + deflater.compress(value.encode()) + deflater.flush()

    def deserialize(self, value: bytes | str) -> str:
        return inflated(value)


def inflated(value: bytes | str) -> str:
    """Return the text of a stored value, which may still be in base64."""
    stored = b64decode(value) if isinstance(value, str) else bytes(value)
    inflater = zlib.decompressobj(wbits=_RAW, zdict=_DICTIONARIES[stored[0]])
    return (inflater.decompress(stored[1:]) + inflater.flush()).decode()
