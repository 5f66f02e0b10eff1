"""Words that tell work, people and trouble in English process descriptions."""

_VERBS = (
    "accept add adjust advise analyse analyze answer apply approve archive arrange ask assess "
    "assign attach audit authorise authorize book bill buy calculate call cancel capture check "
    "clarify classify clear close collect compare compile complete confirm consolidate contact "
    "contract copy correct count create credit decide decline define deliver deploy deposit "
    "design determine develop disburse discuss dispatch distribute document download draft "
    "email enter escalate estimate evaluate examine execute explain export extract file fill "
    "finalise finalize fix forward fulfil gather generate grant handle hand identify implement "
    "import inform initiate inspect install invoice issue log mail make manage match measure "
    "merge move negotiate note notify obtain offer open order organise organize pack pay pick "
    "plan post prepare present print prioritise prioritize process procure produce propose "
    "provide publish purchase qualify quote read receive reconcile record register reimburse "
    "reject release remind remove renew repair reply report request resolve respond return "
    "review revise route save scan schedule screen search select sell send serve set settle "
    "ship sign sort stamp start store submit summarise summarize supply sync test track train "
    "transfer transmit triage type update upload validate verify visit write"
)
_WORK_NOUNS = (
    "approval review check sign-off signoff verification validation assessment audit inspection "
    "confirmation authorisation authorization decision screening registration payment booking"
)
_NO_ROLES = (
    "it this that there then first next after before when if once finally the they he she we "
    "you i who which all everything nothing each usually often sometimes step request requests "
    "form case cases final second third initial pre invoice document documents application "
    "about around roughly most some many few one two three half nearly almost"
)
VERBS = frozenset(_VERBS.split())
WORK_NOUNS = tuple(_WORK_NOUNS.split())
NO_ROLES = frozenset(_NO_ROLES.split())
TROUBLE = (
    r"\b(?:delay(?:s|ed)?|slow(?:ly)?|late|wait(?:s|ing|ed)?|stuck|lost|lose|errors?|mistakes?|"
    r"complain(?:s|ed|ts?)?|missing|incomplete|wrong|manual(?:ly)?|paper|retype[sd]?|re-?typed|"
    r"by hand|twice|again|duplicat\w+|unclear|nobody|no one|chas(?:e|es|ing)|remind(?:er|ers)?|"
    r"bottleneck|overload(?:ed)?|backlog|pil(?:e|es|ing) up|problems?|frustrat\w+|urgent|confus\w+|"
    r"spreadsheets?|e-?mails? back and forth|too (?:long|many|much)|sent back|sits?|queue[sd]?|"
    r"depends? on|only one|single|bypass\w*|work-?arounds?|exceptions?|varies|inconsistent\w*)\b"
)
REJECTED = (
    r"\b(?:reject(?:ed|ions?|s)?|declined?|refused|denied|turned down|sent back|returned|"
    r"bounced|rework(?:ed)?|repeated|redone|(?:done|made|tried) (?:again|over|twice)|"
    r"fail(?:s|ed)?|come back|comes back|go back|goes back)\b"
)
