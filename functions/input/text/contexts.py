"""Words around a number that tell what it measures. No pattern nests one repetition in another."""

import re

from functions.input.text.gazetteers import ACTORS

WAITING = re.compile(
    r"\b(?:wait(?:s|ing|ed)?|queue[sd]?|sits?|lies?|rests?|idles?|idle|delay(?:s|ed)?|pass(?:es)?|"
    r"another|on hold|is left|stuck|held up|parked|queue is)\b"
)
WAITS_AFTER = re.compile(
    r"\s*(?:late(?:r)?\b|of waiting|of delay|wait\b|in (?:a|the) (?:queue|tray|inbox)|on hold|idle|"
    r"pass(?:es)? before|without (?:an )?(?:answer|reply)|before anyone|before anybody|overdue)"
)
CYCLE = re.compile(
    r"\b(?:cycle time|lead time|throughput time|turn-?around|from start to (?:end|finish)|"
    r"end[- ]to[- ]end|in total|altogether|overall|whole (?:process|thing|procedure)|"
    r"entire (?:process|thing|procedure)|the process (?:usually |normally |typically )?"
    r"(?:takes|lasts))\b"
)
SPENT = re.compile(
    r"\b(?:spends?|works? (?:on|for|at)|working (?:on|for|at)|busy|hands[- ]on|efforts?|dictates?|"
    r"touch time|processing time|working time|go(?:es)? into|puts? in)\b"
)
WORK_AFTER = re.compile(
    r"\s*(?:of\s+)?(?:actual |pure |real |net )?(?:hands[- ]on|work\b|effort|go(?:es)? into|"
    r"to work on|is work|are work)"
)
TARGET = re.compile(
    r"\b(?:must|has to|have to|should|shall|sla|slas|service level|targets?|goal|aim|due|deadline|"
    r"time limit|by law|to respond|to reply|to answer|at the latest|promised?)\b"
)
COST = re.compile(
    r"\b(?:costs?|fee|charges?|charged|pays?|paid|price[ds]?|spends?|salary|wages?|postage|save[sd]?)\b"
)
OPENING = re.compile(r"\b(?:if|when|where|unless|once|anything|everything|whenever)\b")
HOURLY_BEFORE = re.compile(r"\bhourly (?:rate|wage|cost|pay)s?\b")
RATE_BEFORE = re.compile(
    r"\b(?P<period>daily|weekly|monthly|quarterly|yearly)\s+(?:volume|demand|number|total|load|"
    r"intake)\b[^.;]{0,25}$"
)
BACKLOG = re.compile(
    r"\b(?:backlog|pending|waiting to be|piled up|unprocessed|outstanding|open (?:cases|tickets|"
    r"files|requests|orders|claims|items)|unanswered|in the queue|overdue|are waiting)\b"
)
_GROUPS = (
    "accounting bank board client committee company court customer department desk division "
    "family finance firm group guest hospital hr institute it kitchen lab laboratory legal "
    "logistics management marketing office organisation organization panel party patient payroll "
    "procurement production purchasing registry sales secretariat service shop staff "
    "storehouse student supplier support team tenant treasury unit university user vendor "
    "warehouse people personnel applicant candidate head police"
)
_SINGULAR = ACTORS - frozenset(_GROUPS.split())
PEOPLE = (
    _SINGULAR
    | {f"{word}s" for word in _SINGULAR}
    | frozenset({"people", "staff", "personnel", "secretaries", "heads", "colleagues"})
)
_NO_PEOPLE = (
    "hours minutes days weeks months years times cases requests orders forms invoices claims "
    "tickets percent per of in and or"
)
NO_PEOPLE = frozenset(_NO_PEOPLE.split())
VAGUE = re.compile(
    r"\b(?:hardly (?:ever|any)|rarely|seldom|sometimes|often|many|"
    r"usually (?:late|incomplete|wrong)|"
    r"most(?: of the)?(?= [a-z]+ (?:are|is|have|has|arrive|come|get))|a few|a handful|"
    r"almost always|"
    r"almost never|nearly always|ages|forever|back and forth|overnight|occasionally|frequently|"
    r"now and then|few (?:of|requests|orders|cases)|again and again|all the time|a lot of|"
    r"plenty)\b",
    re.IGNORECASE,
)
