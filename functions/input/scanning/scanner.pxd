# Types for the compiler; scanner.py alone says what happens.
cimport cython

cdef int QUOTE, AMPERSAND, SLASH, GREATER
cdef Py_ssize_t MAX_VALUE
cdef bytes SPECIAL

cdef class Table:
    cdef public Py_ssize_t rows
    cdef public Py_ssize_t drained
    cdef public dict kinds
    cdef public dict values

cdef class Step:
    cdef bytes text
    cdef Py_ssize_t size
    cdef bytes tags
    cdef tuple lines
    cdef Py_ssize_t newlines
    cdef int scope
    cdef Table table
    cdef list values
    cdef list followers

    @cython.locals(gap=Py_ssize_t)
    cdef put(self, str value)

cdef class Scanner:
    cdef public Table traces
    cdef public Table events
    cdef public list trace_of
    cdef public list line_of
    cdef public int scope
    cdef public Py_ssize_t line
    cdef dict _steps
    cdef list _first
    cdef list _followers

    @cython.locals(text="const unsigned char*", at=Py_ssize_t, start=Py_ssize_t,
                   stop=Py_ssize_t, end=Py_ssize_t, closed=Py_ssize_t, step=Step)
    cpdef Py_ssize_t feed(self, bytes data) except -1

    @cython.locals(step=Step)
    cdef Step _step(self, bytes data, Py_ssize_t at)

    cdef _take(self, Step step, str value)


@cython.locals(text="const unsigned char*", special="const unsigned char*", size=Py_ssize_t)
cdef Py_ssize_t special_from(bytes data, Py_ssize_t at) except -2

@cython.locals(text="const unsigned char*")
cdef Py_ssize_t quote_from(bytes data, Py_ssize_t at) except -2

@cython.locals(text="const unsigned char*")
cdef Py_ssize_t closed_after(bytes data, Py_ssize_t quote) except -2
