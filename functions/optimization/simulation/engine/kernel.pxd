# Types for the compiler; kernel.py alone says what happens.
cimport cython

include "layout.pxi"  # the numbers of layout.py as constants, written by scripts/build_kernel.py

cdef double PER_LN2, LN2_HIGH, LN2_LOW, ROOT_HALF, TO_UNIT, HALF_UNIT, INFINITY

@cython.locals(exponent=int, s=double, z=double, z2=double, z4=double, p=double, q=double)
cpdef double log_of(double x) noexcept
@cython.locals(k=int, half=double, r=double, r2=double, r4=double, p=double, q=double, s=double,
               factor=double)
cpdef double exp_of(double x) noexcept
@cython.locals(y=double)
cpdef double root_of(double x) noexcept
@cython.locals(q=double, r=double, a=double, b=double)
cpdef double normal_of(double u) noexcept

@cython.final
cdef class Kernel:
    # The model.
    cdef public long long nodes, resources, joins, join_edges, start_edge, stack_limit, margin
    cdef public long long attributes, priority_attribute, due_dist, due_stream, wip_cap, discipline
    cdef public long long prosimos, batches, helpers, begun_joins, many_instances, limits, columns
    cdef public long long at_node, at_resource, at_end, at_limit
    cdef public long long arrival_kind, arrival_dist, arrival_cal, arrival_stream, rates
    cdef public unsigned long long key_low, key_high, replication
    cdef public double rate_s
    cdef public long long[::1] node_does, node_join, node_split, node_in, node_join_first, node_end
    cdef public long long[::1] node_dist, node_stream, node_way_stream, node_queue, node_batch
    cdef public long long[::1] node_setup, node_setup_stream, node_patience, node_patience_stream
    cdef public long long[::1] node_gives_up, node_interruptible, node_instances, node_conditional
    cdef public long long[::1] node_default, node_counts, out_first, node_limit, node_limit_stream
    cdef public long long[::1] node_in_turn, node_limit_since
    cdef public long long[::1] node_late, node_breaks_off, node_hours, node_resumes
    cdef public double[::1] node_cost, node_priority, node_rejects
    cdef public long long[::1] edge_target, edge_join, edge_stream, cond_first, cond_attribute
    cdef public long long[::1] cond_operator
    cdef public double[::1] edge_upto, edge_share, cond_value
    cdef public long long[::1] begun_join, reach_first, reaches
    cdef public long long[::1] queue_first, queue_resource, queue_cal, help_first, help_resource
    cdef public long long[::1] help_group, serves_first, serves_queue, perform_first, perform_dist
    cdef public long long[::1] res_cal, res_amount
    cdef public double[::1] res_cost
    cdef public long long[::1] batch_size, batch_kind, batch_cal, share_first, share_size
    cdef public double[::1] batch_longest, batch_quiet, share_value
    cdef public long long[::1] dist_kind, dist_first, dist_count
    cdef public double[::1] dist_a, dist_b, dist_c, dist_low, dist_high, table_value, table_share
    cdef public double[::1] layer_end, layer_density
    cdef public long long[::1] attr_dist, attr_stream
    cdef public double[::1] arrival_at, rate_per_s, limit_s
    cdef public long long[::1] cal_first, cal_count, cal_bucket_first, cal_bucket
    cdef public double[::1] cal_period, cal_width, cal_total, cal_begin, cal_end, cal_before
    # What changes.
    cdef public double now, u, since, begins, ends, horizon, last_arrival, next_at, wip_since
    cdef public double closed_at
    cdef public long long time_limits, next_sample, next_row, rest, layer, part, events, items, slots, free_items, free_slots, cases, arrivals
    cdef public long long arrivals_seen, next_number, in_process, admitted, admitting, door_head, door_tail, turn, moves, hole
    cdef public long long runaway, completed, sample_every, sample_size, sampled, rows, rows_most
    cdef public long long row_every, logging, logged, log_size, tabling, tabled, table_size
    cdef public long long capacity_items, capacity_slots, capacity_events
    cdef public double[::1] ev_at
    cdef public long long[::1] ev_order, ev_who
    cdef public long long[::1] it_slot, it_node, it_next, it_size, it_resource, it_occurrence
    cdef public long long[::1] it_tie, it_state, it_child, it_sibling, it_helper, it_groups
    cdef public double[::1] it_enabled, it_ends, it_rank, it_key, it_patience, it_limit, limit_from
    cdef public long long[::1] slot_next, case_no, case_end, tokens, resting, visits, done
    cdef public long long[::1] filled, active
    cdef public long long[::1] instances_left, at_edge
    cdef public double[::1] case_at, case_due, case_priority, case_sums, case_values
    cdef public long long[::1] queue_root, queue_front, queue_back, queue_length, passed, waiting, waiting_most, stuck_at
    cdef public double[::1] waiting_since, idle_since, shift_begins, shift_ends
    cdef public long long[::1] idle, awake, last_node, batch_count, batch_head, batch_tail
    cdef public double[::1] batch_since, batch_last, batch_due
    cdef public long long[::1] stack, freed
    cdef public double[::1] sums, closing, sample, row_at, row_sums
    cdef public long long[::1] log_case, log_node, log_resource, table_case, table_end
    cdef public double[::1] log_enabled, log_begins, log_ends, table_at, table_done, table_sums

    @cython.locals(c0="unsigned int", c1="unsigned int", c2="unsigned int", c3="unsigned int",
                   k0="unsigned int", k1="unsigned int", p="unsigned long long", q="unsigned long long", word="long long", _=int)
    cpdef void mix(self, unsigned long long stream, unsigned long long case,
                   unsigned long long place) noexcept
    cpdef double second(self) noexcept
    @cython.locals(k=Py_ssize_t, x=double)
    cpdef double unit_exponential(self, unsigned long long stream, unsigned long long case,
                                  unsigned long long place) noexcept
    @cython.locals(low=double)
    cdef double beyond(self, Py_ssize_t k, double x) noexcept
    @cython.locals(kind=int, low=double, high=double, x=double, attempt=int,
                   place="unsigned long long")
    cdef double within_bounds(self, Py_ssize_t which, unsigned long long stream,
                              unsigned long long case, unsigned long long occurrence) noexcept
    @cython.locals(kind=int, x=double)
    cpdef double draw(self, Py_ssize_t which, unsigned long long stream, unsigned long long case,
                      unsigned long long occurrence) noexcept
    @cython.locals(a=double, b=double, low=double, high=double, first=Py_ssize_t, below=Py_ssize_t,
                   above=Py_ssize_t, middle=Py_ssize_t)
    cdef double quantile(self, Py_ssize_t which, int kind) noexcept
    @cython.locals(shape=double, d=double, x=double, t=double, square=double, v=double,
                   value=double)
    cdef double gamma(self, Py_ssize_t which, unsigned long long stream, unsigned long long case,
                      unsigned long long place) noexcept

    @cython.locals(period=double, since=double, x=double, first=Py_ssize_t, stop=Py_ssize_t,
                   k=Py_ssize_t)
    cdef void locate(self, Py_ssize_t calendar, double t) noexcept
    cpdef double next_on(self, Py_ssize_t calendar, double t) noexcept
    cpdef double next_begin(self, Py_ssize_t calendar, double t) noexcept
    @cython.locals(since=double, total=double, periods="long long", k=Py_ssize_t, first=Py_ssize_t,
                   stop=Py_ssize_t, length=double)
    cpdef double work_end(self, Py_ssize_t calendar, double t, double work) noexcept
    @cython.locals(worked=double)
    cpdef double on_until(self, Py_ssize_t calendar, double t) noexcept
    cdef int on_shift(self, Py_ssize_t resource) noexcept

    @cython.locals(order="long long", k=Py_ssize_t, parent=Py_ssize_t)
    cdef void schedule(self, double at, long long kind, long long tie, long long who) noexcept
    @cython.locals(last=Py_ssize_t, at=double)
    cdef void close_hole(self) noexcept
    @cython.locals(k=Py_ssize_t, child=Py_ssize_t, best=Py_ssize_t, other=Py_ssize_t, least=double,
                   a=double, b=double, c=double, d=double, x=double, y=double)
    cdef void sink(self, double at, long long order, long long who) noexcept
    @cython.locals(best=Py_ssize_t, other=Py_ssize_t)
    cdef Py_ssize_t first_of_equals(self, Py_ssize_t child) noexcept

    cdef int before(self, Py_ssize_t a, Py_ssize_t b) noexcept
    cdef Py_ssize_t meld(self, Py_ssize_t a, Py_ssize_t b) noexcept
    @cython.locals(root=Py_ssize_t)
    cdef void push(self, Py_ssize_t queue, Py_ssize_t item) noexcept
    @cython.locals(root=Py_ssize_t, first=Py_ssize_t)
    cdef Py_ssize_t head(self, Py_ssize_t queue) noexcept
    @cython.locals(rest=Py_ssize_t, pairs=Py_ssize_t, a=Py_ssize_t, b=Py_ssize_t, root=Py_ssize_t)
    cdef void pop(self, Py_ssize_t queue, Py_ssize_t first) noexcept

    @cython.locals(item=Py_ssize_t, occurrence="long long")
    cdef Py_ssize_t new_item(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    cdef void free_item(self, Py_ssize_t item) noexcept
    @cython.locals(more="long long", length=int, at=Py_ssize_t)
    cdef void queue_change(self, Py_ssize_t node, long long change) noexcept
    @cython.locals(copies="long long", _="long long")
    cdef void begin(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(item=Py_ssize_t, time=double)
    cdef void begin_one(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(node=Py_ssize_t, clock=Py_ssize_t, begins=double)
    cdef void set_limit(self, Py_ssize_t item) noexcept
    cdef int breaks_off(self, Py_ssize_t item, double ends) noexcept
    @cython.locals(ends=double)
    cdef double elapsed(self, Py_ssize_t node, double time) noexcept
    @cython.locals(slot=Py_ssize_t, node=Py_ssize_t)
    cdef void wait_for(self, Py_ssize_t item, double work) noexcept
    @cython.locals(node=Py_ssize_t, slot=Py_ssize_t, queue=Py_ssize_t, chosen=Py_ssize_t, at=double)
    cdef void offer(self, Py_ssize_t item) noexcept
    @cython.locals(k=Py_ssize_t)
    cdef void wake_all(self, Py_ssize_t queue) noexcept
    cdef void wake_later(self, Py_ssize_t resource) noexcept
    cdef int assisted(self, Py_ssize_t queue) noexcept
    @cython.locals(best=Py_ssize_t, k=Py_ssize_t, resource=Py_ssize_t, found=int, groups=int,
                   stop=Py_ssize_t, group="long long", helper=Py_ssize_t, g=int)
    cdef Py_ssize_t free_performer(self, Py_ssize_t queue, Py_ssize_t item) noexcept
    @cython.locals(node=Py_ssize_t)
    cdef double work_of(self, Py_ssize_t item, Py_ssize_t place) noexcept
    @cython.locals(share=double, batch=Py_ssize_t, k=Py_ssize_t)
    cdef double share_of(self, Py_ssize_t node, long long size) noexcept
    @cython.locals(node=Py_ssize_t, queue=Py_ssize_t, resource=Py_ssize_t, g=int, work=double,
                   setup=double, before=Py_ssize_t, calendar=Py_ssize_t, ends=double)
    cdef void start(self, Py_ssize_t item, Py_ssize_t chosen) noexcept
    @cython.locals(node=Py_ssize_t, at=Py_ssize_t, taken=double, pause=double, rate=double, g=int,
                   helper=Py_ssize_t, members="long long", cost=double, member=Py_ssize_t,
                   slot=Py_ssize_t, waited=double, off=double, calendar=Py_ssize_t, _="long long")
    cdef void account(self, Py_ssize_t item, Py_ssize_t resource, double begins, double ends,
                      double work, double setup) noexcept
    @cython.locals(kind="long long", base=Py_ssize_t, place=Py_ssize_t)
    cdef void count(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(node=Py_ssize_t, queue=Py_ssize_t, best=Py_ssize_t, k=Py_ssize_t,
                   resource=Py_ssize_t, begins=double, work=double, ends=double)
    cdef void commit(self, Py_ssize_t item) noexcept
    @cython.locals(best=Py_ssize_t, k=Py_ssize_t, queue=Py_ssize_t, item=Py_ssize_t,
                   chosen=Py_ssize_t)
    cdef void serve(self, Py_ssize_t resource) noexcept
    @cython.locals(k=Py_ssize_t)
    cdef void release(self, Py_ssize_t resource) noexcept

    @cython.locals(batch=Py_ssize_t)
    cdef int batch_parallel(self, Py_ssize_t node) noexcept
    @cython.locals(node=Py_ssize_t, batch=Py_ssize_t)
    cdef void collect(self, Py_ssize_t item) noexcept
    @cython.locals(waited=double)
    cdef void count_batched(self, Py_ssize_t item) noexcept
    cdef void check_batch(self, Py_ssize_t batch) noexcept
    @cython.locals(item=Py_ssize_t, size="long long", member=Py_ssize_t, before="long long",
                   _="long long")
    cdef void release_batch(self, Py_ssize_t batch) noexcept

    cdef void go(self, Py_ssize_t slot, Py_ssize_t edge) noexcept
    cdef void pass_on(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(edge=Py_ssize_t, node=Py_ssize_t)
    cdef void move(self, Py_ssize_t slot, Py_ssize_t depth) noexcept
    @cython.locals(at=Py_ssize_t, complete=int)
    cdef int arrive(self, Py_ssize_t slot, Py_ssize_t node, Py_ssize_t edge) noexcept
    @cython.locals(first=Py_ssize_t, k=Py_ssize_t)
    cdef void unite(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(first=Py_ssize_t, stop=Py_ssize_t, kind=int, k=Py_ssize_t, visit="long long",
                   before=Py_ssize_t)
    cdef Py_ssize_t part_ways(self, Py_ssize_t slot, Py_ssize_t node, Py_ssize_t depth) noexcept
    @cython.locals(before=Py_ssize_t, k=Py_ssize_t, c=Py_ssize_t, holds=int, x=double, y=double,
                   operator=int)
    cdef Py_ssize_t by_conditions(self, Py_ssize_t slot, Py_ssize_t node,
                                  Py_ssize_t depth) noexcept
    @cython.locals(winner=Py_ssize_t, shortest=double, k=Py_ssize_t, target=Py_ssize_t,
                   visit="long long", time=double)
    cdef void race(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(moved=int, j=Py_ssize_t, node=Py_ssize_t)
    cdef void settle(self, Py_ssize_t slot) noexcept
    @cython.locals(node=Py_ssize_t, first=Py_ssize_t, other=Py_ssize_t, k=Py_ssize_t, to_empty=int,
                   to_filled=int)
    cdef int awaited(self, Py_ssize_t slot, Py_ssize_t j) noexcept

    @cython.locals(number="long long", at=double, gap=double, work=double, place="unsigned long long")
    cpdef void next_arrival(self) noexcept
    @cython.locals(number="long long")
    cpdef void begin_population(self, long long size) noexcept
    @cython.locals(at=double, period="long long", left=double, rate=double)
    cdef double by_rates(self, double work) noexcept
    cdef void count_wip(self, long long change) noexcept
    @cython.locals(slot=Py_ssize_t, k=Py_ssize_t, base=Py_ssize_t)
    cdef void come(self, long long number) noexcept
    cdef void enter(self, Py_ssize_t slot) noexcept
    cdef void after(self, Py_ssize_t slot) noexcept
    @cython.locals(node=Py_ssize_t, waiting=Py_ssize_t)
    cdef void leave(self, Py_ssize_t slot) noexcept
    @cython.locals(base=Py_ssize_t, cycle=double, k=Py_ssize_t, done="long long", row=Py_ssize_t)
    cdef void complete(self, Py_ssize_t slot) noexcept
    @cython.locals(node=Py_ssize_t)
    cdef void bring_up(self) noexcept
    @cython.locals(k=Py_ssize_t, c=Py_ssize_t)
    cdef void snapshot(self) noexcept
    @cython.locals(c=Py_ssize_t, item=Py_ssize_t, node=Py_ssize_t, calendar=Py_ssize_t, left=double,
                   queue=Py_ssize_t, g=int, helper=Py_ssize_t, state=int)
    cdef void close(self) noexcept
    @cython.locals(row=Py_ssize_t)
    cdef void log(self, Py_ssize_t item, Py_ssize_t resource, double begins, double ends) noexcept

    @cython.locals(node=Py_ssize_t, resource=Py_ssize_t, members="long long",
                   following=Py_ssize_t, groups=int, queue=Py_ssize_t, g=int, slot=Py_ssize_t,
                   cut=int, _="long long")
    cdef void finish(self, Py_ssize_t item) noexcept
    @cython.locals(left=Py_ssize_t)
    cdef void over(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    @cython.locals(g=int, queue=Py_ssize_t, k=Py_ssize_t)
    cdef void continue_batch(self, Py_ssize_t item, Py_ssize_t resource, int groups) noexcept
    @cython.locals(node=Py_ssize_t, slot=Py_ssize_t)
    cdef void give_up(self, Py_ssize_t item) noexcept
    @cython.locals(node=Py_ssize_t, slot=Py_ssize_t)
    cdef void leave_queue(self, Py_ssize_t item) noexcept
    @cython.locals(node=Py_ssize_t, slot=Py_ssize_t, state=int)
    cdef void time_is_up(self, Py_ssize_t item, long long tie) noexcept
    cdef void broken_off(self, Py_ssize_t slot, Py_ssize_t node) noexcept
    cdef void arrive_now(self, long long number) noexcept
    @cython.locals(at=double, arriving=int, kind=int, who=Py_ssize_t, order="long long")
    cpdef int run(self) noexcept
    @cython.locals(batch=Py_ssize_t)
    cdef int release_rest(self) noexcept
