# Types for the compiler; scanner.py alone says what happens.
cimport cython

from functions.input.scanning.column cimport Column, Numbers

cdef int QUOTE, AMPERSAND, SLASH, GREATER, OPEN_TRACE, OPEN_EVENT
cdef Py_ssize_t MAX_VALUE
cdef bytes SPECIAL, AFTER

@cython.final
cdef class Table:
    cdef public Py_ssize_t rows
    cdef public dict kinds
    cdef public dict columns

@cython.final
cdef class Step:
    cdef bytes text
    cdef Py_ssize_t size
    cdef bytes tags
    cdef tuple lines
    cdef Py_ssize_t newlines
    cdef Table table
    cdef Column column
    cdef list followers

@cython.final
cdef class Scanner:
    cdef public Table traces
    cdef public Table events
    cdef public Numbers trace_of
    cdef public Numbers line_of
    cdef public int scope
    cdef public Py_ssize_t line
    cdef dict _steps
    cdef list _first
    cdef list _followers

    @cython.locals(text="const unsigned char*", size=Py_ssize_t, start=Py_ssize_t,
                   stop=Py_ssize_t, end=Py_ssize_t, closed=Py_ssize_t, step=Step)
    cpdef Py_ssize_t feed(self, bytes data, Py_ssize_t at) except -1

    @cython.locals(step=Step, text="const unsigned char*", left=Py_ssize_t)
    cdef Step _step(self, bytes data, Py_ssize_t at)

    cdef _turn(self, Step step)

    @cython.locals(n=Py_ssize_t, tag="unsigned char", line=Py_ssize_t)
    cdef _tags(self, bytes tags, tuple lines)


@cython.locals(unlike="unsigned char", n=Py_ssize_t)
cdef bint equal(const unsigned char* one, const unsigned char* other, Py_ssize_t at, Py_ssize_t size) noexcept

@cython.locals(row=Py_ssize_t, value=bytes)
cdef _put(Step step, bytes data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t stop)

@cython.locals(text="const unsigned char*", special="const unsigned char*", size=Py_ssize_t)
cdef Py_ssize_t special_from(bytes data, Py_ssize_t at) except -2

@cython.locals(text="const unsigned char*")
cdef Py_ssize_t quote_from(bytes data, Py_ssize_t at) except -2

@cython.locals(text="const unsigned char*")
cdef Py_ssize_t closed_after(bytes data, Py_ssize_t quote) except -2
