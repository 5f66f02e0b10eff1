# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
# cython: initializedcheck=False, nonecheck=False
# mypy: disable-error-code="attr-defined,has-type,no-any-return"
# ruff: noqa: C901, F403, F405, PLR0911, PLR0912, PLR1714, SIM109
"""The event loop over cases, queues and calendars; plain Python that Cython can compile.

The types for the compiler stand in kernel.pxd. Compiled or not, on every platform, the results are
the same to the last bit: random numbers are integers (Philox 4x32-7: Salmon et al., *Parallel
Random Numbers: As Easy as 1, 2, 3*, SC11), and logarithm, exponential and root are made of
additions, multiplications and divisions alone, which IEEE 754 defines exactly.

A random number has an address: (stream, replication, case, occurrence). It depends on nothing
else, so a changed model leaves every other number in place.
"""

from typing import Any

# All of them: the compiler knows them by kernel.pxd.
from functions.optimization.simulation.engine.layout import *

COMPILED = not __file__.endswith(".py")

PER_LN2 = 1.4426950408889634
LN2_HIGH = 0.693147180369123816490  # 33 bits: products with small integers are exact
LN2_LOW = 1.90821492927058770002e-10
ROOT_HALF = 0.7071067811865476
TO_UNIT = 1.0 / 9007199254740992.0
HALF_UNIT = 0.5 / 9007199254740992.0
INFINITY = float("inf")


def log_of(x: float) -> float:
    """Return the natural logarithm of a positive number, the same bits everywhere."""
    exponent = 0
    while x < 1.52587890625e-05:
        x *= 65536.0
        exponent -= 16
    while x >= 65536.0:
        x *= 1.52587890625e-05
        exponent += 16
    while x >= 1.4142135623730951:
        x *= 0.5
        exponent += 1
    if x < 0.00390625:
        x *= 256.0
        exponent -= 8
    if x < 0.0625:
        x *= 16.0
        exponent -= 4
    if x < 0.25:
        x *= 4.0
        exponent -= 2
    if x < 0.5:
        x *= 2.0
        exponent -= 1
    if x < ROOT_HALF:
        x *= 2.0
        exponent -= 1
    s = (x - 1.0) / (x + 1.0)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    # 1/3 + z/5 + z^2/7 + ... + z^9/21, in an order that a processor can overlap
    p = (0.3333333333333333 + z * 0.2) + z2 * (0.14285714285714285 + z * 0.1111111111111111)
    q = (0.09090909090909091 + z * 0.07692307692307693) + z2 * (
        0.06666666666666667 + z * 0.058823529411764705
    )
    p += z4 * (q + z4 * (0.05263157894736842 + z * 0.047619047619047616))
    return exponent * LN2_HIGH + (2.0 * s + (2.0 * s * z * p + exponent * LN2_LOW))


def exp_of(x: float) -> float:
    """Return e to the power of ``x``, the same bits everywhere; 0 or a huge number far out."""
    if x < -700.0:
        return 0.0
    x = min(x, 700.0)
    half = 0.5 if x >= 0.0 else -0.5
    k = int(x * PER_LN2 + half)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    # 1 + r + r^2/2! + ... + r^13/13!
    p = (1.0 + r) + r2 * (0.5 + r * 0.16666666666666666)
    q = (0.041666666666666664 + r * 0.008333333333333333) + r2 * (
        0.001388888888888889 + r * 0.0001984126984126984
    )
    s = (2.48015873015873e-05 + r * 2.7557319223985893e-06) + r2 * (
        2.755731922398589e-07 + r * 2.505210838544172e-08
    )
    s += r4 * (2.08767569878681e-09 + r * 1.6059043836821613e-10)
    p += r4 * (q + r4 * s)
    factor = 2.0
    if k < 0:
        factor = 0.5
        k = -k
    while k > 0:
        if k & 1:
            p *= factor
        factor *= factor
        k >>= 1
    return p


def root_of(x: float) -> float:
    """Return the square root, the same bits everywhere."""
    if x <= 0.0:
        return 0.0
    y = exp_of(0.5 * log_of(x))
    return 0.5 * (y + x / y)


def normal_of(u: float) -> float:
    """Return the standard normal quantile of 0 < u < 1 (Wichura, AS 241, 1988)."""
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        a = 2509.0809287301226727 * r + 33430.575583588128105
        a = (a * r + 67265.770927008700853) * r + 45921.953931549871457
        a = (a * r + 13731.693765509461125) * r + 1971.5909503065514427
        a = (a * r + 133.14166789178437745) * r + 3.387132872796366608
        b = 5226.495278852545925 * r + 28729.085735721942674
        b = (b * r + 39307.89580009271061) * r + 21213.794301586595867
        b = (b * r + 5394.1960214247511077) * r + 687.1870074920579083
        b = (b * r + 42.313330701600911252) * r + 1.0
        return q * a / b
    r = root_of(-log_of(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        a = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        a = (a * r + 0.24178072517745061177) * r + 1.27045825245236838258
        a = (a * r + 3.64784832476320460504) * r + 5.7694972214606914055
        a = (a * r + 4.6303378461565452959) * r + 1.42343711074968357734
        b = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        b = (b * r + 0.0151986665636164571966) * r + 0.14810397642748007459
        b = (b * r + 0.68976733498510000455) * r + 1.6763848301838038494
        b = (b * r + 2.05319162663775882187) * r + 1.0
    else:
        r -= 5.0
        a = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        a = (a * r + 0.0012426609473880784386) * r + 0.026532189526576123093
        a = (a * r + 0.29656057182850489123) * r + 1.7848265399172913358
        a = (a * r + 5.4637849111641143699) * r + 6.6579046435011037772
        b = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        b = (b * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
        b = (b * r + 0.0148753612908506148525) * r + 0.13692988092273580531
        b = (b * r + 0.59983220655588793769) * r + 1.0
    return -a / b if q < 0.0 else a / b


class Kernel:
    """One model under way. The arrays come from compilation.py; run.py keeps and reads them."""

    def __init__(self, model: Any, state: Any) -> None:
        for name, value in model.items():
            setattr(self, name, value)
        self.attach(state)

    def attach(self, state: Any) -> None:
        """Take up arrays, as they are or larger than before."""
        for name, value in state.items():
            setattr(self, name, value)

    # -- random numbers ---------------------------------------------------------------------

    def mix(self, stream: int, case: int, place: int) -> None:
        """Set ``u`` to the uniform number in (0, 1) of an address; ``second`` gives another."""
        c0 = stream
        c1 = self.replication
        c2 = case & MASK
        c3 = place & MASK
        k0 = self.key_low
        k1 = self.key_high
        for _ in range(ROUNDS):
            p = MULTIPLY_0 * c0
            q = MULTIPLY_2 * c2
            c0 = (q >> 32) ^ (c1 ^ k0)
            c1 = q & MASK
            c2 = (p >> 32) ^ (c3 ^ k1)
            c3 = p & MASK
            k0 = (k0 + ADD_0) & MASK
            k1 = (k1 + ADD_1) & MASK
        word = c0 >> 5
        self.u = ((word << 26) | (c1 >> 6)) * TO_UNIT + HALF_UNIT
        self.layer = ((c0 & 3) << 6) | (c1 & 63)  # bits that no number is made of
        word = c2 >> 5
        self.rest = (word << 26) | (c3 >> 6)

    def second(self) -> float:
        """Return the second uniform number of the address that was looked up last."""
        return self.rest * TO_UNIT + HALF_UNIT

    def unit_exponential(self, stream: int, case: int, place: int) -> float:
        """Return an exponential time of mean 1, or -1: try another place.

        The ziggurat of Marsaglia and Tsang (2000): layers of equal area under the density, so
        that 99 in 100 times one comparison is enough.
        """
        self.mix(stream, case, place)
        k = self.layer
        x = self.u * self.layer_end[k]
        if x < self.layer_end[k + 1]:
            return x
        return self.beyond(k, x)

    def beyond(self, k: int, x: float) -> float:
        """Return an exponential time in the last layer's tail or under the curve, or -1."""
        if k == 0:
            return self.layer_end[1] - log_of(self.second())
        low = self.layer_density[k]
        if low + (self.layer_density[k + 1] - low) * self.second() < exp_of(-x):
            return x
        return -1.0

    def draw(self, which: int, stream: int, case: int, occurrence: int) -> float:
        """Return the time of distribution ``which`` at an address."""
        kind = self.dist_kind[which]
        if kind == EXPONENTIAL:  # nearly always one number is enough
            x = self.unit_exponential(stream, case, occurrence << 8)
            if x >= 0.0:
                x = self.dist_low[which] + self.dist_a[which] * x
                if x <= self.dist_high[which]:
                    return x
        elif kind == FIXED:
            return self.dist_a[which]
        return self.within_bounds(which, stream, case, occurrence)

    def within_bounds(self, which: int, stream: int, case: int, occurrence: int) -> float:
        """Return the first time at an address that lies within its bounds."""
        kind = self.dist_kind[which]
        low = self.dist_low[which]
        high = self.dist_high[which]
        x = low
        for attempt in range(ATTEMPTS):
            place = (occurrence << 8) | attempt
            if kind == EXPONENTIAL:
                x = self.unit_exponential(stream, case, place)
                if x < 0.0:
                    continue
                x = low + self.dist_a[which] * x
            elif kind == GAMMA:
                x = self.gamma(which, stream, case, place)
                if x < 0.0:
                    continue
            else:
                self.mix(stream, case, place)
                x = self.quantile(which, kind)
            if low <= x <= high:
                return x
        return low if x < low else high

    def quantile(self, which: int, kind: int) -> float:
        """Return the time that belongs to ``u`` by the inverse of a distribution function."""
        a = self.dist_a[which]
        b = self.dist_b[which]
        if kind == UNIFORM:
            return self.dist_low[which] + (self.dist_high[which] - self.dist_low[which]) * self.u
        if kind == NORMAL:
            return a + b * normal_of(self.u)
        if kind == LOGNORMAL:
            return exp_of(a + b * normal_of(self.u))
        if kind == WEIBULL:
            return b * exp_of(log_of(-log_of(self.u)) / a)
        if kind == TRIANGULAR:
            low = self.dist_low[which]
            high = self.dist_high[which]
            if self.u * (high - low) < a - low:
                return low + root_of(self.u * (high - low) * (a - low))
            return high - root_of((1.0 - self.u) * (high - low) * (high - a))
        first = self.dist_first[which]
        below = first  # empirical: the first value whose share reaches u
        above = first + self.dist_count[which] - 1
        while below < above:
            middle = (below + above) >> 1
            if self.table_share[middle] < self.u:
                below = middle + 1
            else:
                above = middle
        return self.table_value[below]

    def gamma(self, which: int, stream: int, case: int, place: int) -> float:
        """Return a gamma time from both numbers, or -1 (Marsaglia and Tsang, 2000)."""
        self.mix(stream, case, place)
        shape = self.dist_a[which]
        d = (shape if shape >= 1.0 else shape + 1.0) - 0.3333333333333333
        x = normal_of(self.u)
        t = 1.0 + x * self.dist_c[which]  # 1 / root of 9 d
        if t <= 0.0:
            return -1.0
        t = t * t * t
        square = x * x
        v = self.second()
        if v >= 1.0 - 0.0331 * square * square and (
            log_of(v) >= 0.5 * square + d - d * t + d * log_of(t)
        ):
            return -1.0
        value = d * t * self.dist_b[which]
        if shape < 1.0:
            self.mix(stream, case, place | 128)
            value *= exp_of(log_of(self.u) / shape)
        return value

    # -- calendars --------------------------------------------------------------------------

    def locate(self, calendar: int, t: float) -> None:
        """Set ``part``, ``since``, ``begins`` and ``ends`` to the first shift that ends after t."""
        period = self.cal_period[calendar]
        k = int(t / period)
        since = period * k
        x = t - since
        first = self.cal_first[calendar]
        stop = first + self.cal_count[calendar]
        k = int(x / self.cal_width[calendar])
        k = self.cal_bucket[self.cal_bucket_first[calendar] + k]
        while k < stop and self.cal_end[k] <= x:
            k += 1
        if k == stop:
            k = first
            since += period
        self.part = k
        self.since = since
        self.begins = since + self.cal_begin[k]
        self.ends = since + self.cal_end[k]

    def next_on(self, calendar: int, t: float) -> float:
        """Return the first instant from ``t`` on that lies in a shift."""
        if calendar < 0:
            return t
        self.locate(calendar, t)
        return self.begins if self.begins > t else t

    def next_begin(self, calendar: int, t: float) -> float:
        """Return when the next shift begins, ``t`` included."""
        self.locate(calendar, t)
        if self.begins >= t:
            return self.begins
        self.locate(calendar, self.ends)
        return self.begins

    def work_end(self, calendar: int, t: float, work: float) -> float:
        """Return when ``work`` seconds within shifts are over."""
        if calendar < 0:
            return t + work
        self.locate(calendar, t)
        t = max(t, self.begins)
        if work <= self.ends - t:
            return t + work
        work -= self.ends - t
        since = self.since
        total = self.cal_total[calendar]
        if work > total:
            periods = int(work / total)
            since += periods * self.cal_period[calendar]
            work -= periods * total
        k = self.part
        first = self.cal_first[calendar]
        stop = first + self.cal_count[calendar]
        while True:
            k += 1
            if k == stop:
                k = first
                since += self.cal_period[calendar]
            length = self.cal_end[k] - self.cal_begin[k]
            if work <= length:
                return since + self.cal_begin[k] + work
            work -= length

    def on_until(self, calendar: int, t: float) -> float:
        """Return the seconds within shifts from 0 to ``t``."""
        if calendar < 0:
            return t
        self.locate(calendar, t)
        worked = self.since / self.cal_period[calendar] * self.cal_total[calendar]
        worked += self.cal_before[self.part]
        if t > self.begins:
            worked += t - self.begins
        return worked

    def on_shift(self, resource: int) -> int:
        """Return 1 if the resource works now; remembers the shift that was looked up."""
        if self.res_cal[resource] < 0:
            return 1
        if self.now >= self.shift_ends[resource]:
            self.locate(self.res_cal[resource], self.now)
            self.shift_begins[resource] = self.begins
            self.shift_ends[resource] = self.ends
        return 1 if self.now >= self.shift_begins[resource] else 0

    # -- the heap of events (four children each; ties broken by fixed ids) -------------------

    def schedule(self, at: float, kind: int, tie: int, who: int) -> None:
        """Put an event into the heap: in the place of the one that happens now, if it is free."""
        order = (kind << 56) | tie
        if self.hole:
            self.hole = 0
            self.sink(at, order, who)
            return
        k = self.events
        self.events += 1
        while k > 0:
            parent = (k - 1) >> 2
            if self.ev_at[parent] < at or (
                self.ev_at[parent] == at and self.ev_order[parent] <= order
            ):
                break
            self.ev_at[k] = self.ev_at[parent]
            self.ev_order[k] = self.ev_order[parent]
            self.ev_who[k] = self.ev_who[parent]
            k = parent
        self.ev_at[k] = at
        self.ev_order[k] = order
        self.ev_who[k] = who

    def close_hole(self) -> None:
        """Remove the first event, which has happened."""
        self.hole = 0
        self.events -= 1
        last = self.events
        at = self.ev_at[last]
        self.ev_at[last] = INFINITY  # so that every event has four children to compare
        if last > 0:
            self.sink(at, self.ev_order[last], self.ev_who[last])

    def sink(self, at: float, order: int, who: int) -> None:
        """Put an event at the top of the heap and let it sink to its place."""
        k = 0
        child = 1
        while child < self.events:
            # The soonest of four, without branches that no processor could foresee.
            a = self.ev_at[child]
            b = self.ev_at[child + 1]
            c = self.ev_at[child + 2]
            d = self.ev_at[child + 3]
            x = min(a, b)
            y = min(c, d)
            best = child + (b < a)
            other = child + 2 + (d < c)
            best = other if y < x else best
            least = min(x, y)
            if min(max(a, b), max(c, d), max(x, y)) == least:
                best = self.first_of_equals(child)
            if at < least or (at == least and order <= self.ev_order[best]):
                break
            self.ev_at[k] = least
            self.ev_order[k] = self.ev_order[best]
            self.ev_who[k] = self.ev_who[best]
            k = best
            child = 4 * k + 1
        self.ev_at[k] = at
        self.ev_order[k] = order
        self.ev_who[k] = who

    def first_of_equals(self, child: int) -> int:
        """Return the first of four events of which some happen at the same time."""
        best = child
        for other in range(child + 1, child + 4):
            if self.ev_at[other] < self.ev_at[best] or (
                self.ev_at[other] == self.ev_at[best]
                and other < self.events
                and self.ev_order[other] < self.ev_order[best]
            ):
                best = other
        return best

    # -- queues: a list, and a pairing heap for who goes before its end (Fredman et al., 1986) -----

    def before(self, a: int, b: int) -> int:
        """Return 1 if item ``a`` goes before item ``b``."""
        if self.it_rank[a] != self.it_rank[b]:
            return 1 if self.it_rank[a] < self.it_rank[b] else 0
        if self.it_key[a] != self.it_key[b]:
            return 1 if self.it_key[a] < self.it_key[b] else 0
        if self.it_enabled[a] != self.it_enabled[b]:
            return 1 if self.it_enabled[a] < self.it_enabled[b] else 0
        return 1 if self.it_tie[a] < self.it_tie[b] else 0

    def meld(self, a: int, b: int) -> int:
        """Join two heaps and return the root."""
        if self.before(b, a):
            a, b = b, a
        self.it_sibling[b] = self.it_child[a]
        self.it_child[a] = b
        return a

    def push(self, queue: int, item: int) -> None:
        """Put an item into a queue: behind the last where it belongs there, else into the heap."""
        self.it_child[item] = -1
        self.it_sibling[item] = -1
        if self.queue_front[queue] < 0:
            self.queue_front[queue] = item
            self.queue_back[queue] = item
        elif not self.before(item, self.queue_back[queue]):
            self.it_sibling[self.queue_back[queue]] = item
            self.queue_back[queue] = item
        else:
            root = self.queue_root[queue]
            self.queue_root[queue] = item if root < 0 else self.meld(root, item)

    def head(self, queue: int) -> int:
        """Return the first waiting item of a queue or -1; clears those away that have left."""
        while True:
            first = self.queue_front[queue]
            root = self.queue_root[queue]
            if root >= 0 and (first < 0 or self.before(root, first)):
                first = root
            if first < 0 or self.it_state[first] != GONE:
                return first
            self.pop(queue, first)
            self.free_item(first)

    def pop(self, queue: int, first: int) -> None:
        """Remove the first item of a queue, which ``head`` has just returned."""
        if first == self.queue_front[queue]:
            self.queue_front[queue] = self.it_sibling[first]
            return
        rest = self.it_child[self.queue_root[queue]]
        pairs = -1
        while rest >= 0:
            a = rest
            b = self.it_sibling[a]
            rest = -1
            if b >= 0:
                rest = self.it_sibling[b]
                a = self.meld(a, b)
            self.it_sibling[a] = pairs
            pairs = a
        root = -1
        while pairs >= 0:
            a = pairs
            pairs = self.it_sibling[a]
            self.it_sibling[a] = -1
            root = a if root < 0 else self.meld(root, a)
        self.queue_root[queue] = root

    # -- items: executions of an activity, waiting or under way --------------------------------

    def new_item(self, slot: int, node: int) -> int:
        """Return a new item of a case at a node."""
        item = self.free_items
        self.free_items = self.it_next[item]
        self.items += 1
        self.it_slot[item] = slot
        self.it_node[item] = node
        self.it_next[item] = -1
        self.it_size[item] = 1
        self.it_resource[item] = -1
        self.it_patience[item] = -1.0
        self.it_enabled[item] = self.now
        if self.time_limits:
            self.it_limit[item] = -1.0
        occurrence = self.visits[slot * self.nodes + node]
        self.visits[slot * self.nodes + node] = occurrence + 1
        self.it_occurrence[item] = occurrence
        self.it_tie[item] = ((self.case_no[slot] & MASK) << 16) | node
        self.tokens[slot] += 1
        if self.begun_joins > 0:
            self.active[slot * self.nodes + node] += 1
        return item

    def free_item(self, item: int) -> None:
        """Give an item's place back."""
        self.it_state[item] = FREE
        self.it_next[item] = self.free_items
        self.free_items = item
        self.items -= 1

    def queue_change(self, node: int, change: int) -> None:
        """Count waiting executions of a node over time, and for how long so many."""
        more = self.waiting[node] - 1
        if more >= 0:
            at = self.at_node + node * PER_NODE
            self.sums[at + 5] += self.waiting[node] * (self.now - self.waiting_since[node])
            length = 0
            while more > 0 and length < LENGTHS - 1:
                more >>= 1
                length += 1
            self.sums[at + LENGTHS_AT + length] += self.now - self.waiting_since[node]
        self.waiting_since[node] = self.now
        self.waiting[node] += change
        self.waiting_most[node] = max(self.waiting_most[node], self.waiting[node])

    def begin(self, slot: int, node: int) -> None:
        """Let a token begin an activity."""
        copies = self.node_instances[node]
        if copies > 1:
            self.instances_left[slot * self.nodes + node] += copies
            if self.node_in_turn[node]:
                copies = 1
        for _ in range(copies):
            self.begin_one(slot, node)

    def begin_one(self, slot: int, node: int) -> None:
        """Begin one execution of an activity."""
        item = self.new_item(slot, node)
        if self.node_limit[node] >= 0:
            self.set_limit(item)
        if self.node_does[node] == WAIT:
            time = self.draw(
                self.node_dist[node],
                self.node_stream[node],
                self.case_no[slot],
                self.it_occurrence[item],
            )
            self.wait_for(item, self.elapsed(node, time))
        elif self.node_batch[node] >= 0:
            self.collect(item)
        else:
            self.offer(item)

    def set_limit(self, item: int) -> None:
        """Draw until when an execution may take, from when its case came, or to the wait before."""
        node = self.it_node[item]
        clock = self.it_slot[item] * self.nodes + node
        begins = self.now
        self.limit_from[clock] = begins
        if self.node_limit_since[node] >= 0:
            clock = self.it_slot[item] * self.nodes + self.node_limit_since[node]
            if self.limit_from[clock] >= 0.0:
                begins = self.limit_from[clock]
                self.limit_from[clock] = -1.0  # a case may come without the wait the next time
        self.it_limit[item] = begins + self.draw(
            self.node_limit[node],
            self.node_limit_stream[node],
            self.case_no[self.it_slot[item]],
            self.it_occurrence[item],
        )
        if not self.node_breaks_off[node] and self.it_limit[item] >= self.now:
            self.schedule(self.it_limit[item], LATE, self.it_tie[item], item)

    def breaks_off(self, item: int, ends: float) -> int:
        """Return 1 if an execution that would end then is broken off before."""
        if not self.time_limits or self.it_limit[item] < 0.0 or ends <= self.it_limit[item]:
            return 0
        return 1 if self.node_breaks_off[self.it_node[item]] else 0

    def elapsed(self, node: int, time: float) -> float:
        """Return how long a wait lasts from now on by the clock."""
        if self.node_hours[node] < 0 and self.node_resumes[node] < 0:
            return time
        ends = self.work_end(self.node_hours[node], self.now, time)
        if self.node_resumes[node] >= 0:
            ends = self.next_begin(self.node_resumes[node], ends)
        return ends - self.now

    def wait_for(self, item: int, work: float) -> None:
        """Let time pass for which nobody is needed."""
        slot = self.it_slot[item]
        node = self.it_node[item]
        self.it_state[item] = RUNNING
        if self.breaks_off(item, self.now + work):
            self.it_state[item] = CUT
            work = self.it_limit[item] - self.now
        self.case_sums[slot * SUMS + EXTERNAL] += work
        self.sums[self.at_node + node * PER_NODE] += 1.0
        self.sums[self.at_node + node * PER_NODE + 2] += work
        self.case_sums[slot * SUMS + COST] += self.node_cost[node]
        self.sums[self.at_node + node * PER_NODE + 4] += self.node_cost[node]
        self.count(slot, node)
        if self.logging:
            self.log(item, -1, self.now, self.now + work)
        self.schedule(self.now + work, DONE, self.it_tie[item], item)

    def offer(self, item: int) -> None:
        """Start an execution at once if somebody is free, or let it wait."""
        node = self.it_node[item]
        slot = self.it_slot[item]
        queue = self.node_queue[node]
        if self.prosimos:
            self.commit(item)
            return
        if self.queue_length[queue] == 0:
            chosen = self.free_performer(queue, item)
            if chosen >= 0:
                self.start(item, chosen)
                return
        self.it_state[item] = QUEUED
        self.it_rank[item] = -(self.case_priority[slot] + self.node_priority[node])
        self.it_key[item] = 0.0
        if self.discipline == OLDEST_CASE:
            self.it_key[item] = self.case_at[slot]
        elif self.discipline == DUE_DATE:
            self.it_key[item] = self.case_due[slot]
        elif self.discipline == SHORTEST:
            self.it_key[item] = self.work_of(item, 0)
        self.push(queue, item)
        self.queue_length[queue] += 1
        self.queue_change(node, 1)
        self.wake_all(queue)
        if self.node_patience[node] >= 0:
            at = self.now + self.draw(
                self.node_patience[node],
                self.node_patience_stream[node],
                self.case_no[slot],
                self.it_occurrence[item],
            )
            self.it_patience[item] = at
            self.schedule(at, IMPATIENT, self.it_tie[item], item)
        if self.breaks_off(item, INFINITY):
            self.schedule(self.it_limit[item], LATE, self.it_tie[item], item)

    def wake_all(self, queue: int) -> None:
        """Look again when the next shift of anybody begins who could do what waits in a queue."""
        for k in range(self.queue_first[queue], self.queue_first[queue + 1]):
            self.wake_later(self.queue_resource[k])
        for k in range(self.help_first[queue], self.help_first[queue + 1]):
            self.wake_later(self.help_resource[k])

    def wake_later(self, resource: int) -> None:
        """Look again when an idle resource's next shift begins."""
        if self.awake[resource] == 0 and self.idle[resource] > 0 and not self.on_shift(resource):
            self.awake[resource] = 1
            self.schedule(self.shift_begins[resource], AWAKE, resource, resource)

    def assisted(self, queue: int) -> int:
        """Return 1 if what waits in a queue needs assistants besides a performer."""
        return 1 if self.helpers and self.help_first[queue] < self.help_first[queue + 1] else 0

    def free_performer(self, queue: int, item: int) -> int:
        """Return who is there and has been idle longest, as a place in the queue's list, or -1.

        Also chooses assistants, one of each group, into ``it_helper``.
        """
        best = -1
        for k in range(self.queue_first[queue], self.queue_first[queue + 1]):
            resource = self.queue_resource[k]
            if (
                self.idle[resource] > 0
                and (
                    best < 0
                    or self.idle_since[resource] < self.idle_since[self.queue_resource[best]]
                )
                and self.on_shift(resource)
            ):
                best = k
        if best < 0 or not self.assisted(queue):
            return best
        resource = self.queue_resource[best]
        self.idle[resource] -= 1
        found = 1
        groups = 0
        k = self.help_first[queue]
        stop = self.help_first[queue + 1]
        while k < stop and found:
            found = 0
            group = self.help_group[k]
            while k < stop and self.help_group[k] == group:
                helper = self.help_resource[k]
                if not found and self.idle[helper] > 0 and self.on_shift(helper):
                    found = 1
                    self.it_helper[item * self.helpers + groups] = helper
                    self.idle[helper] -= 1
                    groups += 1
                k += 1
        for g in range(groups):  # only looked at so far: whoever starts the item takes them
            self.idle[self.it_helper[item * self.helpers + g]] += 1
        self.idle[resource] += 1
        if not found:
            return -1
        self.it_groups[item] = groups
        return best

    def work_of(self, item: int, place: int) -> float:
        """Return how long an item takes the performer at a place of its node's list."""
        node = self.it_node[item]
        return self.draw(
            self.perform_dist[self.perform_first[node] + place],
            self.node_stream[node],
            self.case_no[self.it_slot[item]],
            self.it_occurrence[item],
        )

    def share_of(self, node: int, size: int) -> float:
        """Return which share of the time of one an execution in a batch takes."""
        share = 1.0
        if self.batches == 0:
            return share
        batch = self.node_batch[node]
        if batch >= 0:
            for k in range(self.share_first[batch], self.share_first[batch + 1]):
                if size >= self.share_size[k]:
                    share = self.share_value[k]
        return share

    def start(self, item: int, chosen: int) -> None:
        """Let the performer at a place of the queue's list start an item (or a batch)."""
        node = self.it_node[item]
        queue = self.node_queue[node]
        resource = self.queue_resource[chosen]
        self.idle[resource] -= 1
        self.it_state[item] = RUNNING
        self.it_resource[item] = resource
        if self.assisted(queue):
            for g in range(self.it_groups[item]):
                self.idle[self.it_helper[item * self.helpers + g]] -= 1
        work = self.work_of(item, chosen - self.queue_first[queue])
        work *= self.share_of(node, self.it_size[item])
        setup = 0.0
        before = self.last_node[resource]
        if self.node_setup[node] >= 0 and before >= 0 and before != node:
            setup = self.draw(
                self.node_setup[node],
                self.node_setup_stream[node],
                self.case_no[self.it_slot[item]],
                self.it_occurrence[item],
            )
        self.last_node[resource] = node
        calendar = self.res_cal[resource] if self.node_interruptible[node] else -1
        ends = self.work_end(calendar, self.now, setup + work)
        if self.breaks_off(item, ends):
            self.it_state[item] = CUT
            ends = self.it_limit[item]
            work = self.on_until(calendar, ends) - self.on_until(calendar, self.now)
            setup = min(setup, work)
            work -= setup
        self.it_ends[item] = ends
        self.account(item, resource, self.now, ends, work, setup)
        self.schedule(ends, DONE, self.it_tie[item], item)

    def account(
        self, item: int, resource: int, begins: float, ends: float, work: float, setup: float
    ) -> None:
        """Add what an execution costs and takes to the case's and the run's sums."""
        node = self.it_node[item]
        at = self.at_node + node * PER_NODE
        taken = work + setup
        pause = ends - begins - taken
        pause = max(pause, 0.0)
        rate = self.res_cost[resource]
        self.sums[self.at_resource + 2 * resource] += taken
        self.sums[self.at_resource + 2 * resource + 1] += 1.0
        if self.assisted(self.node_queue[node]):
            for g in range(self.it_groups[item]):
                helper = self.it_helper[item * self.helpers + g]
                rate += self.res_cost[helper]
                self.sums[self.at_resource + 2 * helper] += taken
                self.sums[self.at_resource + 2 * helper + 1] += 1.0
        members = self.it_size[item] if self.batch_parallel(node) else 1
        cost = self.node_cost[node] + rate * taken / 3600.0 / members
        member = item
        for _ in range(members):
            slot = self.it_slot[member] * SUMS
            waited = begins - self.it_enabled[member]
            if waited > 0.0:
                off = 0.0
                if self.queue_cal[self.node_queue[node]] >= 0:
                    calendar = self.queue_cal[self.node_queue[node]]
                    off = waited - (
                        self.on_until(calendar, begins)
                        - self.on_until(calendar, self.it_enabled[member])
                    )
                    off = max(off, 0.0)
                self.case_sums[slot + OFF_SHIFT] += off
                self.case_sums[slot + CONTENTION] += waited - off
                self.sums[at + 1] += waited
                self.sums[at + OFF_SHIFT_AT] += off
            self.case_sums[slot + WORKED] += work
            self.case_sums[slot + SET_UP] += setup
            self.case_sums[slot + PAUSED] += pause
            self.case_sums[slot + COST] += cost
            self.count(self.it_slot[member], node)
            self.sums[at] += 1.0
            self.sums[at + 2] += work
            self.sums[at + 3] += pause
            self.sums[at + 4] += cost
            if self.logging:
                self.log(member, resource, begins, ends)
            member = self.it_next[member]

    def count(self, slot: int, node: int) -> None:
        """Count an execution, and whether it repeats one of the same activity."""
        kind = self.node_counts[node]
        base = slot * SUMS
        self.case_sums[base + REJECTIONS] += self.node_rejects[node]
        if kind < 0:
            return
        place = slot * self.nodes + kind
        self.case_sums[base + EXECUTIONS] += 1.0
        if self.done[place] >= self.node_instances[node]:
            self.case_sums[base + REPEATS] += 1.0
        self.done[place] += 1

    def commit(self, item: int) -> None:
        """Prosimos' rule: at once take who has been released first, whatever the calendars say."""
        node = self.it_node[item]
        queue = self.node_queue[node]
        best = self.queue_first[queue]
        for k in range(best + 1, self.queue_first[queue + 1]):
            if self.idle_since[self.queue_resource[k]] < self.idle_since[self.queue_resource[best]]:
                best = k
        resource = self.queue_resource[best]
        begins = self.idle_since[resource]
        begins = max(begins, self.now)
        begins = self.next_on(self.res_cal[resource], begins)
        work = self.work_of(item, best - self.queue_first[queue])
        ends = self.work_end(self.res_cal[resource], begins, work)
        self.idle_since[resource] = ends
        self.it_state[item] = RUNNING
        self.account(item, resource, begins, ends, work, 0.0)
        self.schedule(ends, DONE, self.it_tie[item], item)

    def serve(self, resource: int) -> None:
        """Let an idle resource take what goes first among what waits for it."""
        self.turn += 1
        while self.idle[resource] > 0 and self.on_shift(resource):
            best = -1
            for k in range(self.serves_first[resource], self.serves_first[resource + 1]):
                queue = self.serves_queue[k]
                if self.queue_length[queue] > 0 and self.passed[queue] != self.turn:
                    item = self.head(queue)
                    if best < 0 or self.before(item, best):
                        best = item
            if best < 0:
                return
            queue = self.node_queue[self.it_node[best]]
            chosen = self.free_performer(queue, best)
            if chosen < 0:  # somebody else is missing: look at the other queues
                self.passed[queue] = self.turn
                self.wake_all(queue)
            else:
                self.pop(queue, best)
                self.queue_length[queue] -= 1
                self.queue_change(self.it_node[best], -self.it_size[best])
                self.start(best, chosen)

    def release(self, resource: int) -> None:
        """Let a resource become idle and look for work."""
        self.idle[resource] += 1
        self.idle_since[resource] = self.now
        for k in range(self.serves_first[resource], self.serves_first[resource + 1]):
            if self.queue_length[self.serves_queue[k]] > 0:
                if self.on_shift(resource):
                    self.serve(resource)
                else:
                    self.wake_later(resource)
                return

    # -- batches --------------------------------------------------------------------------------

    def batch_parallel(self, node: int) -> int:
        """Return 1 if the node's batches are done all at once."""
        if self.batches == 0:
            return 0
        batch = self.node_batch[node]
        return 1 if batch >= 0 and self.batch_kind[batch] == 1 else 0

    def collect(self, item: int) -> None:
        """Let an execution wait for its batch."""
        node = self.it_node[item]
        batch = self.node_batch[node]
        self.it_state[item] = COLLECTED
        self.queue_change(node, 1)
        if self.batch_count[batch] == 0:
            self.batch_head[batch] = item
            self.batch_since[batch] = self.now
            if self.batch_longest[batch] >= 0.0:
                self.schedule(self.now + self.batch_longest[batch], RELEASED, batch, batch)
            if self.batch_cal[batch] >= 0:
                self.batch_due[batch] = self.next_begin(self.batch_cal[batch], self.now)
                self.schedule(self.batch_due[batch], RELEASED, batch, batch)
        else:
            self.it_next[self.batch_tail[batch]] = item
        self.batch_tail[batch] = item
        self.batch_count[batch] += 1
        self.batch_last[batch] = self.now
        if self.batch_quiet[batch] >= 0.0:
            self.schedule(self.now + self.batch_quiet[batch], RELEASED, batch, batch)
        if self.batch_size[batch] > 0 and self.batch_count[batch] >= self.batch_size[batch]:
            self.release_batch(batch)

    def count_batched(self, item: int) -> None:
        """Count a wait for the others of a batch; from now on, the item waits for people."""
        waited = self.now - self.it_enabled[item]
        self.case_sums[self.it_slot[item] * SUMS + BATCHED] += waited
        self.sums[self.at_node + self.it_node[item] * PER_NODE + BATCHED_AT] += waited
        self.it_enabled[item] = self.now

    def check_batch(self, batch: int) -> None:
        """Release a batch whose time has come."""
        if self.batch_count[batch] > 0 and (
            (
                self.batch_longest[batch] >= 0.0
                and self.now >= self.batch_since[batch] + self.batch_longest[batch]
            )
            or (
                self.batch_quiet[batch] >= 0.0
                and self.now >= self.batch_last[batch] + self.batch_quiet[batch]
            )
            or (self.batch_cal[batch] >= 0 and self.now >= self.batch_due[batch])
        ):
            self.release_batch(batch)

    def release_batch(self, batch: int) -> None:
        """Offer what has been collected as one item."""
        item = self.batch_head[batch]
        size = self.batch_count[batch]
        self.batch_count[batch] = 0
        self.queue_change(self.it_node[item], -size)
        member = item
        for _ in range(size):
            self.count_batched(member)
            self.it_size[member] = size
            member = self.it_next[member]
        before = self.waiting[self.it_node[item]]
        self.offer(item)
        if self.waiting[self.it_node[item]] > before:
            self.queue_change(self.it_node[item], size - 1)

    # -- tokens ---------------------------------------------------------------------------------

    def go(self, slot: int, edge: int) -> None:
        """Send a token along a flow, and on through gateways until it rests."""
        self.stack[0] = edge
        self.move(slot, 1)

    def pass_on(self, slot: int, node: int) -> None:
        """Send tokens out of a node."""
        self.move(slot, self.part_ways(slot, node, 0))

    def move(self, slot: int, depth: int) -> None:
        """Send tokens along the flows on the stack."""
        while depth > 0:
            depth -= 1
            edge = self.stack[depth]
            node = self.edge_target[edge]
            self.moves += 1
            if self.moves > RUNAWAY_MOVES or depth > self.stack_limit:
                self.runaway = node + 1
                return
            if self.node_join[node] != 0:
                if not self.arrive(slot, node, edge):
                    continue
            elif self.node_does[node] == FINISH:
                self.case_end[slot] = self.node_end[node]
                continue
            elif self.node_does[node] != 0:
                self.begin(slot, node)
                continue
            depth = self.part_ways(slot, node, depth)

    def arrive(self, slot: int, node: int, edge: int) -> int:
        """Count a token at a joining gateway; return 1 if the gateway goes on at once."""
        at = slot * self.join_edges + self.edge_join[edge]
        self.at_edge[at] += 1
        self.resting[slot] += 1
        self.case_sums[slot * SUMS + SYNCHRONISED] -= self.now
        if self.at_edge[at] == 1:
            self.filled[slot * self.nodes + node] += 1
        complete = self.filled[slot * self.nodes + node] == self.node_in[node]
        if self.node_join[node] == JOIN_ALL and complete:
            self.unite(slot, node)
            return 1
        return 0

    def unite(self, slot: int, node: int) -> None:
        """Take one token from every incoming flow that holds one."""
        first = slot * self.join_edges + self.node_join_first[node]
        for k in range(first, first + self.node_in[node]):
            if self.at_edge[k] > 0:
                self.at_edge[k] -= 1
                self.resting[slot] -= 1
                self.case_sums[slot * SUMS + SYNCHRONISED] += self.now
                if self.at_edge[k] == 0:
                    self.filled[slot * self.nodes + node] -= 1

    def part_ways(self, slot: int, node: int, depth: int) -> int:
        """Put the flows that a token takes from a node onto the stack; return its new depth."""
        first = self.out_first[node]
        stop = self.out_first[node + 1]
        kind = self.node_split[node]
        if kind == ONE:
            self.stack[depth] = first
            return depth + 1
        if kind == ALL:
            for k in range(stop - 1, first - 1, -1):
                self.stack[depth] = k
                depth += 1
            return depth
        if kind == RACE:
            self.race(slot, node)
            return depth
        if self.node_conditional[node]:
            return self.by_conditions(slot, node, depth)
        visit = self.visits[slot * self.nodes + node]
        if self.node_does[node] == 0:
            self.visits[slot * self.nodes + node] = visit + 1
        self.mix(self.node_way_stream[node], self.case_no[slot], visit << 8)
        if kind == CHOICE:
            k = first
            while k < stop - 1 and self.u >= self.edge_upto[k]:
                k += 1
            self.stack[depth] = k
            return depth + 1
        before = depth
        for k in range(stop - 1, first - 1, -1):
            self.mix(self.edge_stream[k], self.case_no[slot], visit << 8)
            if self.u < self.edge_share[k]:
                self.stack[depth] = k
                depth += 1
        if depth == before:  # at least one: as an exclusive choice would take
            self.mix(self.node_way_stream[node], self.case_no[slot], visit << 8)
            k = first
            while k < stop - 1 and self.u >= self.edge_upto[k]:
                k += 1
            self.stack[depth] = k
            depth += 1
        return depth

    def by_conditions(self, slot: int, node: int, depth: int) -> int:
        """Take the first flow whose conditions hold (inclusive: every one), else the default."""
        before = depth
        for k in range(self.out_first[node], self.out_first[node + 1]):
            if self.cond_first[k] == self.cond_first[k + 1]:
                continue
            holds = 1
            for c in range(self.cond_first[k], self.cond_first[k + 1]):
                x = self.case_values[slot * self.attributes + self.cond_attribute[c]]
                y = self.cond_value[c]
                operator = self.cond_operator[c]
                if not (
                    (operator == 0 and x == y)
                    or (operator == 1 and x != y)
                    or (operator == 2 and x < y)
                    or (operator == 3 and x <= y)
                    or (operator == 4 and x > y)
                    or (operator == 5 and x >= y)
                ):
                    holds = 0
                    break
            if holds:
                self.stack[depth] = k
                depth += 1
                if self.node_split[node] == CHOICE:
                    return depth
        if depth == before:
            self.stack[depth] = self.node_default[node]
            depth += 1
        return depth

    def race(self, slot: int, node: int) -> None:
        """Begin the wait that ends first of those behind an event-based gateway."""
        winner = -1
        shortest = 0.0
        for k in range(self.out_first[node], self.out_first[node + 1]):
            target = self.edge_target[k]
            visit = self.visits[slot * self.nodes + target]
            time = self.draw(
                self.node_dist[target], self.node_stream[target], self.case_no[slot], visit
            )
            time = self.elapsed(target, time)
            if winner < 0 or time < shortest:
                if winner >= 0:
                    self.visits[slot * self.nodes + winner] += 1
                winner = target
                shortest = time
            else:
                self.visits[slot * self.nodes + target] = visit + 1
        self.wait_for(self.new_item(slot, winner), shortest)

    def settle(self, slot: int) -> None:
        """Let inclusive joins go on to which no other token can come any more (BPMN 2.0, 13.4)."""
        moved = 1
        while moved:
            moved = 0
            for j in range(self.begun_joins):
                node = self.begun_join[j]
                if self.filled[slot * self.nodes + node] > 0 and not self.awaited(slot, j):
                    self.unite(slot, node)
                    self.pass_on(slot, node)
                    moved = 1
                    break

    def awaited(self, slot: int, j: int) -> int:
        """Return 1 if a token elsewhere can still come to an empty way into inclusive join j."""
        node = self.begun_join[j]
        first = self.node_join_first[node]
        for other in range(self.nodes):
            if other == node or not (
                self.active[slot * self.nodes + other] > 0
                or self.filled[slot * self.nodes + other] > 0
            ):
                continue
            to_empty = 0
            to_filled = 0
            for k in range(self.node_in[node]):
                if self.reaches[(self.reach_first[j] + k) * self.nodes + other]:
                    if self.at_edge[slot * self.join_edges + first + k] > 0:
                        to_filled = 1
                    else:
                        to_empty = 1
            if to_empty and not to_filled:
                return 1
        return 0

    # -- cases ----------------------------------------------------------------------------------

    def next_arrival(self) -> None:
        """Schedule the next case, if one is to come."""
        number = self.arrivals
        if number >= self.cases:
            return
        at = self.now
        if self.arrival_kind == GIVEN:
            at = self.arrival_at[number]
        elif self.arrival_kind == RATES:
            work = -1.0
            place = 0
            while work < 0.0:
                work = self.unit_exponential(self.arrival_stream, number, place)
                place += 1
            at = self.by_rates(work)
        elif self.prosimos:
            if number > 0:
                gap = self.draw(self.arrival_dist, self.arrival_stream, number, 0)
                at = self.last_arrival + gap
            at = self.next_on(self.arrival_cal, at)
        else:
            gap = self.draw(self.arrival_dist, self.arrival_stream, number, 0)
            at = self.work_end(self.arrival_cal, self.last_arrival, gap)
        self.last_arrival = at
        self.arrivals += 1
        self.next_at = at
        self.next_number = number

    def begin_population(self, size: int) -> None:
        """Schedule the first cases of a population."""
        for number in range(size):
            self.schedule(0.0, ARRIVAL, number, number)
        self.arrivals = size

    def by_rates(self, work: float) -> float:
        """Return when a Poisson process of changing rates has used up ``work``."""
        at = self.last_arrival
        period = int(at / self.rate_s)
        left = (period + 1) * self.rate_s - at
        while True:
            rate = self.rate_per_s[period % self.rates]
            if rate * left >= work and rate > 0.0:
                return (period + 1) * self.rate_s - left + work / rate
            work -= rate * left
            period += 1
            left = self.rate_s

    def count_wip(self, change: int) -> None:
        """Count cases in process over time."""
        self.sums[WIP] += self.in_process * (self.now - self.wip_since)
        self.wip_since = self.now
        self.in_process += change

    def come(self, number: int) -> None:
        """Let a case arrive: at the door where too many are inside."""
        slot = self.free_slots
        self.free_slots = self.slot_next[slot]
        self.slots += 1
        self.slot_next[slot] = -1
        self.case_no[slot] = number
        self.case_at[slot] = self.now
        self.case_due[slot] = self.now
        self.case_priority[slot] = 0.0
        self.case_end[slot] = 0
        self.tokens[slot] = 0
        self.resting[slot] = 0
        base = slot * self.nodes
        for k in range(self.nodes):
            self.visits[base + k] = 0
            self.done[base + k] = 0
        if self.join_edges:
            for k in range(self.nodes):
                self.filled[base + k] = 0
        if self.begun_joins > 0 or self.many_instances:
            for k in range(self.nodes):
                self.active[base + k] = 0
                self.instances_left[base + k] = 0
        if self.time_limits:
            for k in range(self.nodes):
                self.limit_from[base + k] = -1.0
        base = slot * self.join_edges
        for k in range(self.join_edges):
            self.at_edge[base + k] = 0
        base = slot * SUMS
        for k in range(SUMS):
            self.case_sums[base + k] = 0.0
        for k in range(self.attributes):
            self.case_values[slot * self.attributes + k] = self.draw(
                self.attr_dist[k], self.attr_stream[k], number, 0
            )
        if self.priority_attribute >= 0:
            self.case_priority[slot] = self.case_values[
                slot * self.attributes + self.priority_attribute
            ]
        if self.due_dist >= 0:
            self.case_due[slot] += self.draw(self.due_dist, self.due_stream, number, 0)
        self.sums[ARRIVED] += 1.0
        self.count_wip(1)
        if self.wip_cap > 0 and self.admitted >= self.wip_cap:
            if self.door_tail >= 0:
                self.slot_next[self.door_tail] = slot
            else:
                self.door_head = slot
            self.door_tail = slot
        else:
            self.enter(slot)

    def enter(self, slot: int) -> None:
        """Let a case begin."""
        self.admitted += 1
        if self.wip_cap > 0:
            self.case_sums[slot * SUMS + DOOR] += self.now - self.case_at[slot]
        self.go(slot, self.start_edge)
        self.after(slot)

    def after(self, slot: int) -> None:
        """See whether a case is over, or stuck, after its tokens have moved."""
        if self.begun_joins > 0 and self.resting[slot] > 0:
            self.settle(slot)
        if self.tokens[slot] == 0 and not self.runaway:
            self.leave(slot)

    def leave(self, slot: int) -> None:
        """Let a case end: done, or stuck with tokens that wait for others for ever."""
        if self.resting[slot] > 0:
            self.sums[STUCK] += 1.0
            for node in range(self.nodes):
                if self.filled[slot * self.nodes + node] > 0:
                    self.stuck_at[node] += 1
        else:
            self.complete(slot)
        self.count_wip(-1)
        self.admitted -= 1
        self.slot_next[slot] = self.free_slots
        self.free_slots = slot
        self.slots -= 1
        if not self.admitting:  # else the loop that let this case in goes on
            self.admitting = 1
            while self.door_head >= 0 and self.admitted < self.wip_cap:
                waiting = self.door_head
                self.door_head = self.slot_next[waiting]
                if self.door_head < 0:
                    self.door_tail = -1
                self.enter(waiting)
            self.admitting = 0
        if self.arrival_kind == POPULATION and self.arrivals < self.cases:
            self.schedule(self.now, ARRIVAL, self.arrivals & MASK, self.arrivals)
            self.arrivals += 1

    def complete(self, slot: int) -> None:
        """Add a finished case to the sums."""
        base = slot * SUMS
        cycle = self.now - self.case_at[slot]
        for k in range(SUMS):
            self.sums[k] += self.case_sums[base + k]
        self.sums[CYCLE] += cycle
        self.sums[COMPLETED] += 1.0
        if (
            self.case_sums[base + REPEATS] == 0.0
            and self.case_sums[base + REJECTIONS] == 0.0
            and self.case_sums[base + ABANDONED] == 0.0
        ):
            self.sums[FIRST_PASS] += 1.0
        else:
            if self.case_sums[base + REPEATS] > 0.0:
                self.sums[REWORKED] += 1.0
            if self.case_sums[base + REJECTIONS] > 0.0:
                self.sums[REJECTED] += 1.0
        if self.due_dist >= 0 and self.now <= self.case_due[slot]:
            self.sums[ON_TIME] += 1.0
        self.sums[self.at_end + self.case_end[slot]] += 1.0
        for k in range(self.limits):
            if cycle <= self.limit_s[k]:
                self.sums[self.at_limit + k] += 1.0
        done = self.completed
        self.completed += 1
        if done == self.next_sample:
            if self.sampled == self.sample_size:
                for k in range(self.sample_size // 2):
                    self.sample[k] = self.sample[2 * k]
                self.sampled = self.sample_size // 2
                self.sample_every *= 2
            if done % self.sample_every == 0:
                self.sample[self.sampled] = cycle
                self.sampled += 1
            self.next_sample = done - done % self.sample_every + self.sample_every
        if self.tabling:
            row = self.tabled
            self.tabled += 1
            self.table_case[row] = self.case_no[slot]
            self.table_end[row] = self.case_end[slot]
            self.table_at[row] = self.case_at[slot]
            self.table_done[row] = self.now
            for k in range(SUMS):
                self.table_sums[row * SUMS + k] = self.case_sums[base + k]
        if self.completed == self.next_row:
            self.snapshot()
            self.next_row = self.completed - self.completed % self.row_every + self.row_every

    def bring_up(self) -> None:
        """Bring what is counted over time up to now."""
        self.count_wip(0)
        for node in range(self.nodes):
            if self.waiting[node] > 0:
                self.queue_change(node, 0)
            self.waiting_since[node] = self.now

    def snapshot(self) -> None:
        """Write down all sums as they are now; at most so many, then every other is dropped."""
        if self.rows == self.rows_most:
            for k in range(self.rows_most // 2):
                self.row_at[k] = self.row_at[2 * k + 1]
                for c in range(self.columns):
                    self.row_sums[k * self.columns + c] = self.row_sums[
                        (2 * k + 1) * self.columns + c
                    ]
            self.rows = self.rows_most // 2
            self.row_every *= 2
            if self.completed % self.row_every != 0:
                return
        self.bring_up()
        self.row_at[self.rows] = self.now
        for c in range(self.columns):
            self.row_sums[self.rows * self.columns + c] = self.sums[c]
        self.rows += 1

    def close(self) -> None:
        """Write down all sums at the last arrival: what comes after is no longer usual."""
        self.bring_up()
        self.closed_at = self.now
        for c in range(self.columns):
            self.closing[c] = self.sums[c]
        if self.prosimos:
            return
        for item in range(self.capacity_items):  # work was counted when it began
            state = self.it_state[item]
            if (state == RUNNING or state == CUT) and self.it_resource[item] >= 0:
                node = self.it_node[item]
                calendar = -1
                if self.node_interruptible[node]:
                    calendar = self.res_cal[self.it_resource[item]]
                left = self.on_until(calendar, self.it_ends[item])
                left -= self.on_until(calendar, self.now)
                self.closing[self.at_resource + 2 * self.it_resource[item]] -= left
                queue = self.node_queue[node]
                if self.assisted(queue):
                    for g in range(self.it_groups[item]):
                        helper = self.it_helper[item * self.helpers + g]
                        self.closing[self.at_resource + 2 * helper] -= left

    def log(self, item: int, resource: int, begins: float, ends: float) -> None:
        """Write an execution into the log."""
        row = self.logged
        self.logged += 1
        self.log_case[row] = self.case_no[self.it_slot[item]]
        self.log_node[row] = self.it_node[item]
        self.log_resource[row] = resource
        self.log_enabled[row] = self.it_enabled[item]
        self.log_begins[row] = begins
        self.log_ends[row] = ends

    # -- the loop ---------------------------------------------------------------------------------

    def finish(self, item: int) -> None:
        """Let an execution, or a batch done all at once, end."""
        node = self.it_node[item]
        resource = self.it_resource[item]
        members = self.it_size[item] if self.batch_parallel(node) else 1
        following = -1
        groups = 0
        if resource >= 0:
            queue = self.node_queue[node]
            if self.assisted(queue):
                groups = self.it_groups[item]
                for g in range(groups):
                    self.freed[g] = self.it_helper[item * self.helpers + g]
        for _ in range(members):
            following = self.it_next[item]
            slot = self.it_slot[item]
            cut = self.it_state[item] == CUT
            self.free_item(item)
            if cut:
                self.broken_off(slot, node)
            else:
                self.over(slot, node)
            item = following
        if following >= 0 and resource >= 0:  # the next one of a sequential batch
            self.continue_batch(following, resource, groups)
            return
        for g in range(groups):
            self.release(self.freed[g])
        if resource >= 0:
            self.release(resource)

    def over(self, slot: int, node: int) -> None:
        """Let a token go on from an activity."""
        self.tokens[slot] -= 1
        if self.begun_joins > 0:
            self.active[slot * self.nodes + node] -= 1
        if self.many_instances:
            left = slot * self.nodes + node
            if self.instances_left[left] > 0:
                self.instances_left[left] -= 1
                if self.instances_left[left] % self.node_instances[node] != 0:
                    if self.node_in_turn[node]:
                        self.begin_one(slot, node)
                    return
        if self.node_split[node] == ONE:
            self.go(slot, self.out_first[node])
        else:
            self.pass_on(slot, node)
        self.after(slot)

    def continue_batch(self, item: int, resource: int, groups: int) -> None:
        """Let the same performer go on with the next execution of a batch."""
        self.idle[resource] += 1
        for g in range(groups):
            self.idle[self.freed[g]] += 1
            self.it_helper[item * self.helpers + g] = self.freed[g]
        if groups > 0:
            self.it_groups[item] = groups
        self.count_batched(item)
        queue = self.node_queue[self.it_node[item]]
        for k in range(self.queue_first[queue], self.queue_first[queue + 1]):
            if self.queue_resource[k] == resource:
                self.start(item, k)
                return

    def give_up(self, item: int) -> None:
        """Let somebody who has waited too long leave the queue."""
        if self.it_state[item] == QUEUED and self.it_patience[item] == self.now:
            node = self.it_node[item]
            slot = self.it_slot[item]
            self.case_sums[slot * SUMS + ABANDONED] += 1.0
            self.leave_queue(item)
            self.go(slot, self.node_gives_up[node])
            self.after(slot)

    def leave_queue(self, item: int) -> None:
        """Take a waiting execution out of its queue, undone."""
        node = self.it_node[item]
        slot = self.it_slot[item]
        self.it_state[item] = GONE
        self.queue_length[self.node_queue[node]] -= 1
        self.queue_change(node, -self.it_size[item])
        self.case_sums[slot * SUMS + CONTENTION] += self.now - self.it_enabled[item]
        self.sums[self.at_node + node * PER_NODE + 1] += self.now - self.it_enabled[item]
        self.tokens[slot] -= 1
        if self.begun_joins > 0:
            self.active[slot * self.nodes + node] -= 1
        if self.queue_length[self.node_queue[node]] == 0:
            self.head(self.node_queue[node])

    def time_is_up(self, item: int, tie: int) -> None:
        """Break a waiting execution off, or let something else begin beside it."""
        state = self.it_state[item]
        if (
            self.it_limit[item] != self.now
            or self.it_tie[item] != tie
            or state == FREE
            or state == GONE
        ):
            return
        node = self.it_node[item]
        slot = self.it_slot[item]
        if self.node_breaks_off[node]:
            if state != QUEUED:  # what runs was cut when it began
                return
            self.leave_queue(item)
        self.sums[self.at_node + node * PER_NODE + OVER_LIMIT_AT] += 1.0
        self.go(slot, self.node_late[node])
        self.after(slot)

    def broken_off(self, slot: int, node: int) -> None:
        """Let a case go on from an activity whose time was up."""
        self.tokens[slot] -= 1
        if self.begun_joins > 0:
            self.active[slot * self.nodes + node] -= 1
        self.sums[self.at_node + node * PER_NODE + OVER_LIMIT_AT] += 1.0
        self.go(slot, self.node_late[node])
        self.after(slot)

    def run(self) -> int:
        """Go on until the end, or until an array is too small or full; return why."""
        while True:
            if self.hole:
                self.close_hole()
            if self.capacity_items - self.items < self.margin:
                return GROW_ITEMS
            if self.capacity_slots - self.slots < 2:
                return GROW_SLOTS
            if self.capacity_events - self.events < 3 * self.margin + self.resources:
                return GROW_EVENTS
            if self.logging and self.log_size - self.logged < self.margin:
                return LOG_FULL
            if self.tabling and self.table_size - self.tabled < 4:
                return CASES_FULL
            at = self.next_at  # the next arrival waits beside the heap
            arriving = 1
            if self.events > 0 and self.ev_at[0] <= at:
                at = self.ev_at[0]
                arriving = 0
            if at == INFINITY:
                if not self.release_rest():
                    return FINISHED
                continue
            if at > self.horizon:
                self.now = self.horizon
                if self.arrivals_seen:
                    self.bring_up()
                else:
                    self.close()
                return FINISHED
            self.now = at
            self.moves = 0
            if arriving:
                self.next_at = INFINITY
                self.arrive_now(self.next_number)
                if self.runaway:
                    return RUNAWAY
                continue
            order = self.ev_order[0]
            kind = order >> 56
            who = self.ev_who[0]
            self.hole = 1
            if kind == DONE:
                self.finish(who)
            elif kind == ARRIVAL:
                self.arrive_now(who)
            elif kind == AWAKE:
                self.awake[who] = 0
                self.serve(who)
            elif kind == RELEASED:
                self.check_batch(who)
            elif kind == IMPATIENT:
                self.give_up(who)
            else:
                self.time_is_up(who, order & TIE)
            if self.runaway:
                return RUNAWAY

    def arrive_now(self, number: int) -> None:
        """Let a case arrive and see to the next."""
        self.come(number)
        if self.arrival_kind != POPULATION:
            self.next_arrival()
        if self.arrivals_seen == 0 and self.sums[ARRIVED] >= self.cases:
            self.arrivals_seen = 1
            self.close()

    def release_rest(self) -> int:
        """Release the first batch that nothing else would complete; return 0 if there is none."""
        for batch in range(self.batches):
            if self.batch_count[batch] > 0:
                self.release_batch(batch)
                return 1
        return 0
