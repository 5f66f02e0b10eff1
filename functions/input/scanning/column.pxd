# Types for the compiler; column.py alone says what happens.
cimport cython

cdef int SLOTS, NOTHING

@cython.final
cdef class Numbers:
    cdef bytearray _bytes

    @cython.locals(at=Py_ssize_t, into="unsigned char*")
    cpdef put(self, Py_ssize_t row, unsigned int number)

@cython.final
cdef class Column:
    cdef public Numbers numbers
    cdef bytearray _text
    cdef Py_ssize_t _size
    cdef unsigned int _values
    cdef unsigned int _number
    cdef Py_ssize_t _start
    cdef Py_ssize_t _length
    cdef unsigned int[1024] _numbers_met
    cdef Py_ssize_t[1024] _starts_met
    cdef Py_ssize_t[1024] _lengths_met

    @cython.locals(length=Py_ssize_t)
    cpdef Py_ssize_t repeated(self, bytes data, Py_ssize_t at) except -2
    cpdef repeat(self, Py_ssize_t row)

    @cython.locals(text="const unsigned char*", length=Py_ssize_t, slot=Py_ssize_t)
    cpdef put(self, Py_ssize_t row, bytes data, Py_ssize_t start, Py_ssize_t end)

    cpdef forget(self)

    @cython.locals(kept="unsigned char*", text="const unsigned char*", n=Py_ssize_t,
                   unlike="unsigned char")
    cdef bint _stands(self, Py_ssize_t known, Py_ssize_t length, bytes data, Py_ssize_t at) except -1

    @cython.locals(kept="unsigned char*", text="const unsigned char*", n=Py_ssize_t, at=Py_ssize_t)
    cdef _add(self, Py_ssize_t slot, bytes data, Py_ssize_t start, Py_ssize_t length)
