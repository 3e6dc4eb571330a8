"""What is written in public: posts and media, comments below them, reviews, and mentions elsewhere."""

from typing import Any, Final

from infra.local.documents import Json
from infra.local.meta import events, seed
from infra.local.meta.world import FACEBOOK, INSTAGRAM, World

BRAND: Final = "brand"
OPENING: Final = "Our autumn kettles are here. 秋の新色ケトル、発売です。"


def brand_post(world: World, platform: str, text: str = OPENING, *, ad: bool = False) -> Json:
    """Publish a post of the Page, or media of the Instagram account."""
    return _put_post(world, platform, "ad" if ad else "own", BRAND, text)


def newest_post(world: World, platform: str) -> Json:
    """Return the brand's newest post; its first one is published when somebody looks for it."""
    own = [
        post
        for post in world.store["post"]
        if (post["platform"], post["kind"], post["gone"]) == (platform, "own", False)
    ]
    return own[-1] if own else brand_post(world, platform)


def visitor_post(world: World, author: Json, text: str, *, at: float | None = None) -> Json:
    """Let somebody write on the Page itself."""
    post = _put_post(world, FACEBOOK, "visitor", author["id"], text, at=at)
    events.visitor_post(world, post, "add")
    return post


def review(world: World, author: Json, text: str, *, recommends: bool, at: float | None = None) -> Json:
    """Let somebody recommend the Page, or advise against it."""
    post = _put_post(world, FACEBOOK, "review", author["id"], text, at=at)
    post = _save(world, post, recommendation="positive" if recommends else "negative")
    events.review(world, post, "add")
    return post


def mention(
    world: World,
    platform: str,
    author: Json,
    text: str,
    *,
    comment: bool = True,
    sparse: bool = False,
    at: float | None = None,
) -> Json:
    """Let somebody name the brand elsewhere: in a comment on another's post, or in a post or caption of their own."""
    said = f"@{seed.INSTAGRAM_USERNAME if platform == INSTAGRAM else seed.ACME_FB.name} {text}"
    elsewhere = _put_post(world, platform, "elsewhere", author["id"], "Look at this" if comment else said, at=at)
    thing = _put_comment(world, elsewhere, author["id"], said, at=at) if comment else elsewhere
    if platform == INSTAGRAM:
        events.instagram_mention(world, thing)
    else:
        events.mention(world, thing, sparse=sparse)
    return thing


def comment(
    world: World,
    on: Json,
    author: str,
    text: str,
    *,
    parent: Json | None = None,
    told: bool = True,
    **more: Any,
) -> Json:
    """Let somebody comment on a post, or answer a comment: both platforms know one level of answers, so that an answer to
    an answer lands below the top comment. `more` are `at`, `photo`, `live`, `by_app`.
    """
    top = (parent["parent"] or parent["id"]) if parent else None
    made = _put_comment(world, on, author, text, parent=top, **more)
    if told:
        tell(world, made, "add")
    return made


def tell(world: World, thing: Json, verb: str) -> None:
    """Deliver the event about a comment or a visitor's post, where the platform has one: Instagram tells of neither edits nor
    deletions, and nobody tells of what happens elsewhere.
    """
    if "post" not in thing:
        if thing["kind"] == "review":
            events.review(world, thing, verb)
        elif thing["platform"] == FACEBOOK and thing["kind"] != "elsewhere":
            events.visitor_post(world, thing, verb)
        return
    post = world.store["post"].get(thing["post"])
    if post is not None and post["kind"] == "elsewhere":
        return
    if thing["platform"] == FACEBOOK:
        events.feed(world, thing, verb)
    elif verb == "add":
        as_ad = post is not None and post["kind"] == "ad"
        events.instagram_comment(world, thing, as_ad=as_ad)


def edit(world: World, thing: Json, text: str) -> Json:
    changed = _save(world, thing, text=text)
    tell(world, changed, "edited")
    return changed


def delete(world: World, thing: Json) -> None:
    """Delete a comment with the answers below it, or a post with its comments."""
    below = [one for one in world.store["comment"] if thing["id"] in (one["parent"], one["post"]) and not one["gone"]]
    for one in (thing, *below):
        tell(world, _save(world, one, gone=True, text=""), "remove")


def hide(world: World, one: Json, *, hidden: bool) -> None:
    tell(world, _save(world, one, hidden=hidden), "hide" if hidden else "unhide")


def like(world: World, thing: Json, *, liked: bool) -> None:
    _save(world, thing, liked=liked)


def _save(world: World, thing: Json, **values: Any) -> Json:
    return world.store["comment" if "post" in thing else "post"].put(thing["id"], {**thing, **values})


def _put_post(world: World, platform: str, kind: str, author: str, text: str, *, at: float | None = None) -> Json:
    n = world.number("post")
    owner = world.author(FACEBOOK, author)["id"] if kind == "elsewhere" else seed.PAGE_ID
    ident = (
        f"179{n:014}"
        if platform == INSTAGRAM
        else f"9{n:014}"
        if kind == "review"
        else f"{owner}_{200_000_000_000 + n}"
    )
    post = {
        "id": ident,
        "platform": platform,
        "kind": kind,
        "author": author,
        "text": text,
        "at": world.seconds if at is None else at,
        "gone": False,
        "liked": False,
        "hidden": False,
    }
    return world.store["post"].put(ident, post)


def _put_comment(
    world: World,
    on: Json,
    author: str,
    text: str,
    *,
    parent: str | None = None,
    at: float | None = None,
    photo: str = "",
    live: bool = False,
    by_app: bool = False,
) -> Json:
    n = world.number("comment")
    below = on["id"].rpartition("_")[2]
    ident = f"178{n:014}" if on["platform"] == INSTAGRAM else f"{below}_{300_000_000_000 + n}"
    made = {
        "id": ident,
        "platform": on["platform"],
        "post": on["id"],
        "parent": parent,
        "author": author,
        "text": text,
        "at": world.seconds if at is None else at,
        "photo": photo,
        "live": live,
        "by_app": by_app,
        "hidden": False,
        "liked": False,
        "gone": False,
        "private_answer": False,
    }
    return world.store["comment"].put(ident, made)
