/* Which recount a program is compiled with.  docs/stability.md tells what a version promises.
 *
 * The build has its version from here; the loader sees to it that the library at hand is of the same. */
#ifndef RECOUNT_VERSION_H
#define RECOUNT_VERSION_H

#define RC_MAJOR_VERSION 0
#define RC_MINOR_VERSION 1
#define RC_MICRO_VERSION 0

/* "0.1.0" */
#define RC_VERSION                       \
    _RC_VERSION_DIGITS(RC_MAJOR_VERSION) \
    "." _RC_VERSION_DIGITS(RC_MINOR_VERSION) "." _RC_VERSION_DIGITS(RC_MICRO_VERSION)

/* For comparisons: #if RC_VERSION_HEX >= 0x000200, a byte for each number. */
#define RC_VERSION_HEX (RC_MAJOR_VERSION << 16 | RC_MINOR_VERSION << 8 | RC_MICRO_VERSION)

#define _RC_VERSION_DIGITS(number) _RC_VERSION_TEXT(number)
#define _RC_VERSION_TEXT(number) #number

#endif
