# Types for the compiler; rows.py alone says what happens.
cimport cython

from functions.input.scanning.column cimport Column, Numbers

cdef int NUL, LINE_FEED, RETURN, QUOTE
cdef Py_ssize_t MAX_CELL, CUT_OFF

@cython.final
cdef class Rows:
    cdef public list columns
    cdef public Numbers line_of
    cdef public Py_ssize_t rows
    cdef public Py_ssize_t line
    cdef int _delimiter
    cdef Py_ssize_t _width
    cdef bytes _stops
    cdef Py_ssize_t _lines
    cdef bint _filled

    @cython.locals(end=Py_ssize_t)
    cpdef Py_ssize_t feed(self, bytes data, Py_ssize_t at) except -1

    @cython.locals(text="const unsigned char*", cells=Py_ssize_t)
    cdef Py_ssize_t _row(self, bytes data, Py_ssize_t at) except -2

    @cython.locals(text="const unsigned char*", stops="const unsigned char*", end=Py_ssize_t)
    cdef Py_ssize_t _cell(self, Column column, bytes data, Py_ssize_t at) except -2

    @cython.locals(text="const unsigned char*", stops="const unsigned char*", end=Py_ssize_t)
    cdef Py_ssize_t _plain_end(self, bytes data, Py_ssize_t at) except -2

    @cython.locals(text="const unsigned char*", stops="const unsigned char*", size=Py_ssize_t,
                   end=Py_ssize_t, doubled=bint)
    cdef Py_ssize_t _quoted(self, Column column, bytes data, Py_ssize_t start) except -2

    @cython.locals(text="const unsigned char*", size=Py_ssize_t)
    cdef Py_ssize_t _quote_from(self, bytes data, Py_ssize_t at) except -2

    cdef _put_quoted(self, Column column, bytes value, bint doubled)

    @cython.locals(text="const unsigned char*")
    cdef Py_ssize_t _stopped(self, bytes data, Py_ssize_t end) except -2

    @cython.locals(text="const unsigned char*")
    cdef bint _lone(self, bytes data, Py_ssize_t at) except -1
