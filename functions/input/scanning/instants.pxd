# Types for the compiler; instants.py alone says what happens.
cimport cython

cdef Py_ssize_t MISSING, NONE
cdef int SHORTEST, DASH, DOT, COLON, BLANK, TEE, ZED, PLUS
cdef bytes DAYS

@cython.final
cdef class Instants:
    cdef public bytearray packed
    cdef public bint regular
    cdef public Py_ssize_t without_zone
    cdef public Py_ssize_t missing
    cdef public Py_ssize_t nothing
    cdef public set zones
    cdef int _zone

    @cython.locals(data="const unsigned char*", size=Py_ssize_t, at=Py_ssize_t, row=Py_ssize_t,
                   end=Py_ssize_t, instant=Py_ssize_t)
    cdef bint _read(self, bytes text) except -1

    @cython.locals(into="unsigned char*", at=Py_ssize_t, n=int)
    cdef _put(self, Py_ssize_t row, Py_ssize_t instant)

    @cython.locals(day=Py_ssize_t, second=int, parted=bint, start=Py_ssize_t, stop=Py_ssize_t,
                   offset=Py_ssize_t)
    cdef Py_ssize_t _instant(self, const unsigned char* data, Py_ssize_t at,
                            Py_ssize_t end) except? -2

    @cython.locals(sign=int, zone=int, offset=Py_ssize_t, hours=int, minutes=int)
    cdef Py_ssize_t _offset(self, const unsigned char* data, Py_ssize_t at,
                           Py_ssize_t end) except? -2


@cython.locals(tens=int, ones=int)
cdef int _two(const unsigned char* data, Py_ssize_t at) noexcept

@cython.locals(century=int, rest=int, year=int, month=int, day=int, leap=bint, before=Py_ssize_t)
cdef Py_ssize_t _day(const unsigned char* data, Py_ssize_t at) noexcept

@cython.locals(hour=int, minute=int, second=int, possible=bint)
cdef int _second(const unsigned char* data, Py_ssize_t at) noexcept

@cython.locals(micro=int, n=int)
cdef int _micro(const unsigned char* data, Py_ssize_t start, Py_ssize_t stop) noexcept
