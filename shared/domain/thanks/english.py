"""Phrases of a short thanks in English (C7): lower case, without apostrophes, words separated by spaces."""

import re
from functools import cache

from shared.domain.thanks.grammar import Grammar, any_of


@cache
def english() -> Grammar:
    """Return the grammar, built on first use: it takes some fifty milliseconds, which functions that never need it save."""
    degree = (
        r"(?:(?:so|very|too|really|super|such|just|all|a|the|an absolute|absolutely|as always|always|pretty) ){0,4}"
    )
    good = any_of(
        *("great", "good", "perfect", "brilliant", "excellent", "amazing", "awesome", "fantastic", "fab", "fabulous"),
        *(
            "lovely",
            "wonderful",
            "superb",
            "ace",
            "nice",
            "kind",
            "helpful",
            "quick",
            "fast",
            "swift",
            "prompt",
            "speedy",
        ),
        *("super", "sweet", "cool", "best", "sound", "patient", "generous", "thoughtful", "outstanding", "impressive"),
        *("top notch", "first class", "spot on", "wonderfully helpful"),
    )
    person = any_of("star", "legend", "legends", "lifesaver", "gem", "hero", "angel", "best", "stars")
    thing = any_of(
        *("reply", "response", "answer", "help", "assistance", "support", "service", "customer service", "update"),
        *("info", "information", "advice", "tip", "explanation", "clarification", "feedback", "patience", "kindness"),
        *("understanding", "time", "effort", "efforts", "heads up", "quick reply", "concern", "work", "hard work"),
    )
    act = any_of(
        *("getting back to me", "coming back to me", "letting me know", "looking into (?:it|this|that)"),
        "(?:clearing|sorting|helping|fixing|solving|resolving|checking|confirming|explaining)(?: (?:it|this|that|me))?",
        rf"being {degree}{good}",
        *(
            "replying",
            "responding",
            "trying",
            "helping me",
            "reaching out",
            "your help",
            "taking care of (?:it|this|that)",
        ),
    )
    what = (
        rf"(?:(?:all|your|the|such|this|that|a|being|so|very) ){{0,4}}(?:{good} ){{0,4}}{any_of(thing, act, 'everything', 'it', 'that', 'this')}"
        r"(?: out| up)?(?: for me)?(?: (?:so|very) (?:quickly|fast|quick|promptly)| quickly| promptly)?(?: with me)?"
    )
    thank = any_of(
        r"(?:many |great |huge |massive |big )?(?:thanks|thank you|thankyou|thank u|thanku|thx|tnx|ty|tysm|tyvm|cheers|ta)",
        r"(?:i |we )?(?:really |very much |do |so ){0,4}appreciate (?:it|that|this|you)",
        rf"(?:i |we )?(?:really |do |so ){{0,4}}appreciate (?:the|your|all your|all the) (?:{good} ){{0,4}}{thing}",
        r"(?:very |so )?much appreciated",
        r"(?:im |i am )?(?:very |so )?grateful",
        r"much obliged",
        r"kudos to your team",
    )
    after = (
        r"(?: (?:so|very|much|a lot|a million|a bunch|a ton|tons|loads|heaps|again|both|all|everyone|team|guys|folks|mate|man|bro|buddy|dear|sir|friend|kindly"
        r"|indeed|sincerely|ever)){0,4}"
    )
    thanks = rf"(?:i )?(?:just )?(?:(?:wanted|want) to say )?{thank}{after}(?: for {what})?{after}"
    glad = any_of(
        rf"{degree}{good}(?: of you)?(?: {any_of('service', 'customer service', 'support', 'customer support', 'help', 'team', 'work', 'job', 'stuff', 'news', 'one')})?(?: as always)?",
        rf"(?:thats|that is|that was|its|it is|it was|this is|this was|all) {degree}{any_of(good, person)}(?: of you)?",
        rf"(?:you|u|you guys|you all|your team|the team|your support)(?:re| are|ve been| have been| were| was| is) {degree}{any_of(good, person)}",
        rf"(?:youre|youve been) {degree}{any_of(good, person)}",
        rf"(?:an? |absolute |total |what a ){{0,4}}{person}",
        r"(?:im |i am )?(?:so |very |really )?(?:happy|pleased|relieved)",
        *("you rock", "you guys rock", "(?:you|this|that) made my day", "well done", "bravo", "hats off", "respect"),
        *("keep it up", "keep up the (?:good|great) work", "love (?:it|this|you guys)"),
        r"(?:wow|yay|woohoo|woo|hooray|phew|ah|oh|aha|aw|aww|ok|okay|alright|right|hi|hello|hey|haha)",
    )
    fixed = any_of(
        r"(?:that|it|this|everything)(?: has|s)?(?: all)? (?:worked|works|working|fixed it|did the trick|solved it|sorted it|sorted"
        r"|resolved|solved|fixed|helped|helps)(?: now| perfectly| fine| great| a lot| well){0,4}",
        r"(?:all |now |everythings |everything is ){0,4}(?:sorted|solved|resolved|fixed|done|good|set|working)(?: now)?",
        r"did the trick",
        r"(?:problem|issue) (?:solved|sorted|fixed|resolved)",
        r"(?:it|they|the parcel|parcel|my parcel|my order|order)?(?:s| has| have)? ?(?:just )?arrived(?: today| now| safely| just now){0,4}",
        r"(?:i )?(?:just |have |ve ){0,4}(?:received|got) (?:it|them|my refund|the refund|my parcel|the parcel|my order)(?: today| now){0,4}",
        r"refund received",
        r"its here",
    )
    seen = any_of(
        *("understood", "noted", "got it", "i see", "gotcha", "good to know", "makes sense", "that makes sense"),
        *(
            "that explains (?:it|that|a lot)",
            "that answers my question",
            "(?:i )?(?:will|ill) (?:do|try|do that|try that|try it)",
        ),
        r"(?:will|ill) do",
    )
    bye = any_of(
        rf"(?:and )?(?:have|hope you have) an? {good} (?:day|evening|weekend|week|night|one|rest of your day)",
        *(
            "(?:and )?you too",
            "same to you",
            "take care",
            "bless you",
            "god bless",
            "best wishes",
            "no worries",
            "no problem",
        ),
    )
    return Grammar(re.compile(thanks), re.compile(any_of(fixed, seen, bye, glad, "and")), between=" ", longest=14)
