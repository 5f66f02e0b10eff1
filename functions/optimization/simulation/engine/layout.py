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
# Sums per node, and per resource.
NODE_SUMS = (
    *("executions", "waiting_s", "processing_s", "pause_s", "cost", "queue_s"),
    *("off_shift_s", "batching_s", "over_limit"),
    *("one_s", "two_s", "to_4_s", "to_8_s", "to_16_s", "to_32_s", "longer_s"),
)
QUEUE_LENGTHS = ("1", "2", "3-4", "5-8", "9-16", "17-32", "33+")  # of the last seven
RESOURCE_SUMS = ("busy_s", "started")
