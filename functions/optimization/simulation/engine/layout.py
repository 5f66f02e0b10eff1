"""Numbers that the compiled model and the kernel agree on."""

# How a node takes in tokens, and what it does with one.
PASS, JOIN_ALL, JOIN_BEGUN = 0, 1, 2
NOTHING, WORK, WAIT, FINISH = 0, 1, 2, 3
# How a node hands tokens on.
ONE, CHOICE, ALL, SOME, RACE = 0, 1, 2, 3, 4
# Distributions, with the parameters a and b.
FIXED, EXPONENTIAL, UNIFORM, TRIANGULAR, NORMAL, GAMMA, LOGNORMAL, WEIBULL, EMPIRICAL = range(9)
# How cases come.
RENEWAL, RATES, GIVEN, POPULATION = 0, 1, 2, 3
# What goes first among those of one priority.
FIRST_COME, OLDEST_CASE, DUE_DATE, SHORTEST = 0, 1, 2, 3
# Kinds of events, in this order; and states of an item: CUT runs, but only up to its time limit.
DONE, RELEASED, AWAKE, IMPATIENT, ARRIVAL, LATE = 0, 1, 2, 3, 4, 5
FREE, QUEUED, RUNNING, GONE, COLLECTED, CUT = 0, 1, 2, 3, 4, 5
# Why the kernel returns.
FINISHED, GROW_ITEMS, GROW_SLOTS, GROW_EVENTS, LOG_FULL, CASES_FULL, RUNAWAY = range(7)

# Sums per case.
CASE_SUMS = (
    "processing_s",
    "contention_s",
    "off_shift_s",
    "batching_s",
    "pause_s",
    "external_s",
    "setup_s",
    "door_s",
    "synchronisation_s",
    "cost",
    "executions",
    "repeats",
    "rejections",
    "abandoned",
)
SUMS = len(CASE_SUMS)
WORKED, CONTENTION, OFF_SHIFT, BATCHED, PAUSED, EXTERNAL, SET_UP = range(7)
DOOR, SYNCHRONISED, COST, EXECUTIONS, REPEATS, REJECTIONS, ABANDONED = range(7, SUMS)
# Sums of a run beside them.
RUN_SUMS = (
    "cycle_s",
    "completed",
    "arrived",
    "wip_s",
    "first_pass",
    "on_time",
    "stuck",
    "reworked",
    "rejected",
)
RUN_COLUMNS = SUMS + len(RUN_SUMS)
CYCLE, COMPLETED, ARRIVED, WIP, FIRST_PASS, ON_TIME, STUCK, REWORKED, REJECTED = range(
    SUMS, RUN_COLUMNS
)
# Sums per node, and per resource.
NODE_SUMS = (
    *("executions", "waiting_s", "processing_s", "pause_s", "cost", "queue_s"),
    *("off_shift_s", "batching_s", "over_limit"),
    *("one_s", "two_s", "to_4_s", "to_8_s", "to_16_s", "to_32_s", "longer_s"),
)
PER_NODE, OFF_SHIFT_AT, BATCHED_AT, OVER_LIMIT_AT, LENGTHS_AT = len(NODE_SUMS), 6, 7, 8, 9
QUEUE_LENGTHS = ("1", "2", "3-4", "5-8", "9-16", "17-32", "33+")  # of the last seven
LENGTHS = len(QUEUE_LENGTHS)
RESOURCE_SUMS = ("busy_s", "started")

ATTEMPTS = 100  # draws outside the bounds before the nearest bound is taken
RUNAWAY_MOVES = 1000000  # of tokens within one instant
# Philox 4x32, and as many rounds as all of its authors' tests need.
MULTIPLY_0, MULTIPLY_2, ADD_0, ADD_1 = 0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85
ROUNDS = 7
MASK, TIE = 0xFFFFFFFF, 0xFFFFFFFFFFFFFF
