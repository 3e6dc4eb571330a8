"""Pictures and other files that customers sent, as the desk keeps them, on networks that tests draw beside X."""

import struct
import zlib
from typing import Any

from tests.web.stub_desk import ON_X, URL, Json, StubDesk, ago, post, view

CHAT = ON_X | {
    "network": "line",
    "network_name": "LINE",
    "network_sign": {"letter": "L", "shape": "bubble"},
    "shows_native_answers": False,
}
INSTANCE = ON_X | {
    "network": "mastodon",
    "network_name": "Mastodon",
    "network_sign": {"letter": "M", "shape": "hexagon"},
}
SHOP: Json = {"id": "acme_line", "username": "", "name": "アクメ サポート", "colour": "#06603a", "state": "ok"} | CHAT
TOOT: Json = {"id": "acme_masto", "username": "help@acme.example", "name": "Acme", "colour": "#4a3aa8"} | INSTANCE


def png(width: int, height: int, *colours: tuple[int, int, int]) -> bytes:
    """A picture of stripes in these colours."""
    stripes = [colours[row * len(colours) // height] for row in range(height)]
    rows = b"".join(b"\0" + bytes(colour) * width for colour in stripes)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def kept(stub: StubDesk, path: str, kind: str, content: bytes, **more: Any) -> Json:
    """A file that the desk has kept; `more` overrides."""
    stub.files[f"/files/{path}"] = (content, kind)
    told = {"type": "photo", "url": f"{URL}/files/{path}?signed=1", "preview_url": "", "alt": "", "name": ""}
    return told | {"size": len(content), "content_type": kind, "kept": "kept"} | more


def unkept(why: str, **more: Any) -> Json:
    """A file that the desk has not, and why."""
    told = {"type": "photo", "url": "", "preview_url": "", "alt": "", "name": "", "size": None}
    return told | {"content_type": None, "kept": why} | more


def pictures(stub: StubDesk) -> None:
    """A customer who sends everything that can be sent, and one who warns of what she shows."""
    stub.accounts += [SHOP | {"last_seen": ago(1)}, TOOT | {"state": "ok", "last_seen": ago(1)}]
    photo = png(640, 420, (226, 198, 160), (178, 138, 92), (120, 88, 60), (92, 62, 44))
    small = png(320, 180, (40, 60, 90), (60, 90, 130), (200, 170, 90))
    rina = {"id": "U4af49", "username": "", "name": "りな"}
    sent: list[tuple[str, list[Json]]] = [
        ("届いた箱の写真です。", [kept(stub, "box.png", "image/png", photo)]),
        ("", [kept(stub, "sticker.png", "image/png", png(160, 160, (250, 214, 90), (240, 180, 60)), type="sticker", alt="ごめんなさい")]),
        ("", [
            kept(stub, "film.mp4", "video/mp4", b"", type="video", size=18_400_000, preview_url=f"{URL}/files/small.png"),
            kept(stub, "voice.m4a", "audio/mp4", b"", type="audio", size=310_000),
            kept(stub, "quote", "application/pdf", b"%PDF", type="file", name="見積書_2026-11.pdf", size=284_000),
        ]),
        ("", [
            {"type": "location", "url": "https://maps.example.com/?q=35.6,139.7", "alt": "東京都渋谷区神南1-2-3", "name": "アクメ渋谷店", "preview_url": "", "size": None, "content_type": None, "kept": None},
            {"type": "unsupported", "url": "", "alt": "", "name": "", "preview_url": "", "size": None, "content_type": None, "kept": None},
        ]),
        ("", [
            unkept("waiting"),
            unkept("gone"),
            unkept("too_large", type="video", size=183_000_000, preview_url=f"{URL}/files/small.png"),
            unkept("not_kept", type="file", name="manual-final-v2-with-a-very-long-name-that-does-not-end.zip"),
        ]),
    ]  # fmt: skip
    stub.files["/files/small.png"] = (small, "image/png")
    posts = [
        post(f"p{n}", text, minutes=40 - 5 * n, author=rina, account="acme_line", channel="direct", kind="direct", url="", media=media)
        for n, (text, media) in enumerate(sent)
    ]  # fmt: skip
    more: dict[str, Any] = {"account": "acme_line", "network": "line", "customer": rina, "channel": "direct"}
    stub.put(view("rina", posts, due_in=12, excerpt="", excerpt_media="photo", flags=["wordless"], **more))
    stub.put(view("sticker", posts[1:2], due_in=48, excerpt="", excerpt_media="sticker", flags=["wordless"], **more))
    ella = {"id": "9", "username": "ella@social.example", "name": "Ella"}
    warned = post(
        "w1",
        "One of your glasses broke in my hand this morning, and there is a lot of blood in the second picture.",
        minutes=9,
        author=ella,
        account="acme_masto",
        url="https://social.example/@ella/1",
        content_warning="injury, blood",
        media=[{"type": "photo", "url": "https://social.example/1.jpg", "alt": "A hand with a cut, a broken glass beside it", "preview_url": "", "name": "", "size": None, "content_type": None, "kept": None}],
    )  # fmt: skip
    stub.put(
        view("ella", [warned], due_in=24, account="acme_masto", network="mastodon", customer=ella, channel="public")
    )
    stub.tickets["ella"]["ticket"] |= {"excerpt": "injury, blood", "flags": ["content_warning"]}


def loaded(stub: StubDesk) -> list[str]:
    """The paths of files that the page has asked for."""
    return [path for _, path, _ in stub.asked if path.startswith("/files/")]
