"""Words for who works and what is worked on, as process descriptions use them."""

_ACTORS = (
    "accountant accounting acquirer administrator adviser advisor agency agent analyst applicant "
    "approver architect assembler assistant associate auditor authority bank board boss broker "
    "buyer candidate carrier cashier chef clerk client colleague commission committee company "
    "consultant contractor controller coordinator councillor counsellor court customer dealer "
    "department desk developer director distributor division doctor driver employee employer "
    "engineer examiner expert faculty family finance firm foreman group guest handler head "
    "hospital hr insurer inspector institute it judge kitchen lab laboratory lawyer lead leader "
    "legal logistics maintainer management manager manufacturer marketing mechanic member "
    "merchant nurse office officer operator organisation organization owner panel parent partner "
    "party patient payroll people person personnel physician pilot planner police procurement "
    "producer production provider purchaser purchasing receptionist recruiter registry "
    "representative reviewer sales scheduler secretariat secretary seller sender service shop "
    "sommelier specialist staff storehouse student supervisor supplier support surgeon teacher "
    "team technician teller tenant tester treasurer treasury trustee underwriter unit university "
    "user vendor waiter warehouse worker"
)
_DATA = (
    "account address agreement amount answer application appointment approval article backlog "
    "bill bicycle budget card case certificate change check claim code complaint content contract "
    "copy cost credit data database date decision defect delivery description design detail "
    "device diary docket document email entry equipment error estimate evidence expense fault "
    "feature fee file folder form goods hardware information insurance invoice issue item job "
    "kit ledger letter list loan log mail material measurement meeting message minutes mortgage "
    "notice notification offer order package page paper part payment permit pizza plan policy "
    "position price problem product project proposal question quotation quote reading receipt "
    "recommendation record reference refund registration reminder repair report request "
    "requirement resolution response result risk room sample schedule sheet shipment signature "
    "software solution specification stamp statement status stock summary system table task "
    "template tender test ticket transaction travel trip update vacation value warrant"
)
_GENERIC = (
    "process procedure activity task step instance workflow case phase stage flow part way "
    "beginning end order time path"
)
ACTORS = frozenset(_ACTORS.split())
DATA = frozenset(_DATA.split())
GENERIC = frozenset(_GENERIC.split())  # what a text about a process says of the process itself


def gazetteer(lemma: str) -> str:
    """Return A for an actor, D for data, M for a word about processes, "-" for all others."""
    if lemma in ACTORS:
        return "A"
    if lemma in DATA:
        return "D"
    return "M" if lemma in GENERIC else "-"
