"""Words that tell the order of work. No pattern nests one repetition in another."""

import re

ANY_CASE = re.IGNORECASE
IF = re.compile(
    r"\b(?:if|in case(?: of| that)?|unless|provided that|as long as|should|"
    r"in the event (?:of|that)|"
    r"where|for (?:the )?cases? (?:where|in which)|when(?=[^,]{0,60}\b(?:reject|approve|decline|"
    r"accept|refuse|missing|incomplete|exceed|more than|less than|over|above|under|below|wrong|"
    r"invalid|urgent)))\b",
    ANY_CASE,
)
SHARE_OPENER = re.compile(
    r"^\W*(?:but |and )?in [^,]{1,40}\b(?:cases|orders|requests|times)\b\s*,?", ANY_CASE
)
SOMETIMES = re.compile(
    r"^\W*(?:in the (?:former|first) case|sometimes|occasionally|in some cases|"
    r"for some \w+)\b\s*,?",
    ANY_CASE,
)
ELSE = re.compile(
    r"^\W*(?:(?:and|but)\s+)?(?:otherwise|or else|else|if not|if so not|in (?:all )?(?:the )?other "
    r"cases?|in the (?:latter|second|other) case|(?:for )?all (?:the )?others?|(?:for )?the rest|"
    r"(?:for )?the others|others|(?:small|larg|low|high|cheap|simpl)er ones?|"
    r"everything (?:else|below|above))\b",
    ANY_CASE,
)
LATER_ELSE = re.compile(r"[,;]\s*(?:and |but |or )?(?:otherwise|or else|else|if not)\b", ANY_CASE)
TEMPORAL = re.compile(
    r"\b(?:after|once|when|whenever|as soon as|upon|before|until|while|since|by the time)\b",
    ANY_CASE,
)
PARALLEL = re.compile(
    r"\b(?:at the same time|meanwhile|(?:in the )?meantime|in parallel|simultaneously|concurrently|"
    r"parallel to (?:this|that)|while (?:this|that) (?:happens|is being done))\b",
    ANY_CASE,
)
TOGETHER = re.compile(r"\b(?:at the same time|in parallel|simultaneously|concurrently)\b", ANY_CASE)
BACK = re.compile(
    r"\b(?:(?:sen[dt]s?|goes|go|going|comes?|hand(?:s|ed)?|pass(?:es|ed)?|brings?|brought|given|put)"
    r"\s+(?:\w+\s+){0,4}?back|returns?|returned|repeat(?:s|ed)?|starts? (?:over|again)|"
    r"back to (?:the|step)|(?:tries|try|comes?) again|redone|resubmits?|resubmitted|reworked?)\b",
    ANY_CASE,
)
CORRECTION = re.compile(
    r"\b(?:correct(?:ion|ions|ed)?|rework(?:ed)?|revis(?:e|ed|ion)|complet(?:e|ed|ion)|amend(?:ed)?|"
    r"fix(?:ed)?|again|clarification|changes)\b",
    ANY_CASE,
)
REPEATED = re.compile(r"\b(?:is|are|gets?|be)\s+repeated\b|\brepeats?\b", ANY_CASE)
UNTIL = re.compile(r"\buntil\s+(?P<what>[^.;]{3,200})", ANY_CASE)
ENDS = re.compile(
    r"\b(?:process|procedure|case|workflow|request|application|matter|file)(?: instance)?\s+"
    r"(?:(?:is|then|has|also|been)\s+){0,2}(?:ends?|ended|finish(?:es|ed)?|stops?|stopped|"
    r"terminat(?:es|ed)|closed|over|cancelled|canceled|abandoned)\b|\bthat is the end\b",
    ANY_CASE,
)
_REFUSED = "reject decline refuse deny cancel dismiss withdraw terminate discard"
REFUSED = frozenset(_REFUSED.split())
REFUSAL = re.compile(
    r"\b(?:reject(?:ed|s|ion)?|declin(?:ed|es)|refus(?:ed|es|al)|den(?:ied|ies)|turned down|"
    r"dismissed|cancell?ed|withdrawn)\b",
    ANY_CASE,
)
_NO_WORK = (
    "be have wait start begin end finish need want complain depend mean consist exist "
    "happen appear seem become belong contain continue stay remain lie sit last vary "
    "concern know think must can will do get feel look like fail lose come expect believe "
    "own encounter arrive repeat cost proceed trigger stop go come overload swamp"
)
NO_WORK = frozenset(_NO_WORK.split())
SYSTEM = re.compile(
    r"\b(?:in|into|with|via|using|through|from)\s+(?:the\s+|our\s+|an?\s+)?"
    r"(?P<name>(?:[A-Z][\w/+&-]{1,30}(?:\s[A-Z][\w/+&-]{1,30}){0,2}(?:\s(?:system|portal|tool|"
    r"database|app))?)|(?:\w{2,20}\s){0,2}(?:system|portal|database|spreadsheet|software|tool|app)"
    r"|excel|e-?mail|sharepoint)\b"
)
NO_STEP = re.compile(
    r"(?:to |who |which |that |in order |so that |because |(?:the |an? )?(?:new |whole |entire )?"
    r"(?:process|procedure|workflow)\b|\w+ (?:the |this )?(?:process|procedure)\b)",
    ANY_CASE,
)
SUBJECT = re.compile(
    r"(?:the|an?|this|that)\s+(?P<what>\w{2,30}(?: \w{2,30})?)\s+(?:is|are|was|has|have|does)\b",
    ANY_CASE,
)
STAFFING = re.compile(
    r"\b(?:shares?|do(?:es)? (?:this|the|all)|works? (?:on|here|in|there)|"
    r"are employed|handles? (?:it|them|this|all)|answers? the phones?|deals? with|looks? after)\b",
    ANY_CASE,
)
REWORKED = re.compile(
    r"\b(?:(?:is|are|gets?|be|been)\s+(?:\w+\s+){0,2}?(?:repeated|redone|reworked|corrected|returned|"
    r"rejected|declined|refused|sent back|turned down)|(?:done|made|tried) (?:again|over|twice)|"
    r"(?:comes?|goes?|sent) back|come again|fails?)\b",
    ANY_CASE,
)
STANDS = re.compile(r"\b(?:is|are|stands? at|wait)\b", ANY_CASE)
GENERAL = re.compile(
    r"^\W*(?:everything|everybody|everyone|nobody|no one|nothing|most things?|"
    r"all (?:of )?(?:this|it|that|the data)|much of (?:this|it))\b"
    r"(?! (?:else|below|above|over|under))",
    ANY_CASE,
)
REPETITION = re.compile(
    r"\b(?:repeated|redone|(?:done|made|tried|come) (?:again|over|twice))\b", ANY_CASE
)
OVER = re.compile(
    r"^\W*(?:only |all |any )?(?P<what>[a-z]+(?: [a-z]+){0,2}? "
    r"(?:(?:of |worth )?(?:more|less) than|over|above|below|under|exceeding|up to|"
    r"with an? [a-z]+ (?:over|above|below|under|of more than))"
    r" [€$£]?\d[\d.,]*(?: (?:euros?|dollars?|pounds?|percent|[a-z]{1,6}))?)"
    r",? (?=(?:is|are|go|goes|need|needs|must|have|has|require|requires|get|gets|will|come)\b)",
    ANY_CASE,
)
PART_OF = re.compile(
    r" of (?:the |all |our |these )?[a-z-]+(?: [a-z-]+)? (?=(?:is|are|was|were|must|have|has)\b)",
    ANY_CASE,
)
FOR = re.compile(
    r"^\W*(?P<what>for (?!example|instance|this|that|these|each|every|all|both|the|an?\b|about|"
    r"around|\d)[a-z-]+(?: [a-z-]+)? [a-z]+s)(?<!reasons)(?<!purposes)(?<!days)(?<!weeks)"
    r"(?<!months)(?<!years)(?<!hours)(?<!minutes),",
    ANY_CASE,
)
SENT_FOR = re.compile(
    r"\b(?:go|goes|come|comes) to (?:the |our |an? )?(?P<who>[a-z'-]+(?: [a-z'-]+){0,3}?) for "
    r"(?:(?:final|formal|further|an?) )?(?P<work>approval|review|sign-?off|signature|decision|"
    r"inspection|verification|confirmation|authori[sz]ation|payment)\b",
    ANY_CASE,
)
