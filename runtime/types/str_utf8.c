/* UTF-8: checking, counting, finding the way in it.
 *
 * Well-formed is what the Unicode standard's table of byte sequences allows: no overlong forms, no
 * surrogates, nothing above U+10FFFF. A fault is the longest run of bytes that could have begun a code point,
 * so that a reader who puts U+FFFD for each fault puts as many as all others do. */
#include "types/str_internal.h"

#include <recount/errors.h>

#define WORD_SIZE ((Rc_ssize_t)sizeof(uint64_t))
#define WORD_OF_HIGH_BITS UINT64_C(0x8080808080808080)
#define WORD_OF_LOW_BITS UINT64_C(0x0101010101010101)

static uint64_t load_word(const char *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return word;
}

/* Number of ASCII bytes at the start. */
static Rc_ssize_t ascii_run(const char *data, Rc_ssize_t size)
{
    Rc_ssize_t at = 0;

    while (size - at >= WORD_SIZE && (load_word(data + at) & WORD_OF_HIGH_BITS) == 0) {
        at += WORD_SIZE;
    }
    while (at < size && (unsigned char)data[at] < 0x80) {
        at++;
    }
    return at;
}

/* Number of bytes of the code point that starts with a byte that is not ASCII; 0 for a fault: it is then
 * *bad bytes long. */
static Rc_ssize_t sequence_size(const char *data, Rc_ssize_t left, RcUTF8Kind *kind, Rc_ssize_t *bad)
{
    const unsigned char *s = (const unsigned char *)data;
    /* The second byte's range is narrower after some first bytes: that keeps out what is not well-formed. */
    unsigned char low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
    Rc_ssize_t need = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    Rc_ssize_t at;

    *bad = 1;
    if (s[0] < 0xC2 || s[0] > 0xF4) {
        *kind = RC_UTF8_BAD_START;
        return 0;
    }
    for (at = 1; at < need; at++) {
        *bad = at;
        if (at == left) {
            *kind = RC_UTF8_UNEXPECTED_END;
            return 0;
        }
        if (s[at] < low || s[at] > high) {
            *kind = RC_UTF8_BAD_CONTINUATION;
            return 0;
        }
        low = 0x80;
        high = 0xBF;
    }
    return need;
}

Rc_ssize_t _RcUTF8_Validate(const char *data, Rc_ssize_t size, RcUTF8Fault *fault)
{
    Rc_ssize_t at = ascii_run(data, size);
    Rc_ssize_t length = at;

    while (at < size) {
        Rc_ssize_t bad, step = 1;
        if ((unsigned char)data[at] >= 0x80) {
            step = sequence_size(data + at, size - at, &fault->kind, &bad);
            if (step == 0) {
                fault->start = at;
                fault->end = at + bad;
                return -1;
            }
        }
        at += step;
        length++;
    }
    return length;
}

/* How many of the bytes of a word go on with a code point: those whose two highest bits are 1 and 0. */
static Rc_ssize_t continuations(uint64_t word)
{
    uint64_t marks = (word >> 7) & ~(word >> 6) & WORD_OF_LOW_BITS;
    return (Rc_ssize_t)((marks * WORD_OF_LOW_BITS) >> 56);
}

Rc_ssize_t _RcUTF8_Count(const char *data, Rc_ssize_t size)
{
    Rc_ssize_t count = 0, at = 0;

    for (; size - at >= WORD_SIZE; at += WORD_SIZE) {
        count += WORD_SIZE - continuations(load_word(data + at));
    }
    for (; at < size; at++) {
        count += !_RcUTF8_IsContinuation(data[at]);
    }
    return count;
}

Rc_ssize_t _RcUTF8_Offset(const char *data, Rc_ssize_t size, Rc_ssize_t index)
{
    Rc_ssize_t at = 0;

    /* A word that holds no more than index code points begins before the one that is looked for. */
    while (index >= WORD_SIZE && size - at >= WORD_SIZE) {
        index -= WORD_SIZE - continuations(load_word(data + at));
        at += WORD_SIZE;
    }
    for (; at < size; at++) {
        if (!_RcUTF8_IsContinuation(data[at]) && index-- == 0) {
            break;
        }
    }
    return at;
}

void _RcUTF8_Raise(const char *data, const RcUTF8Fault *fault)
{
    static const char *const reasons[] = {
        [RC_UTF8_BAD_START] = "invalid start byte",
        [RC_UTF8_BAD_CONTINUATION] = "invalid continuation byte",
        [RC_UTF8_UNEXPECTED_END] = "unexpected end of data",
    };
    const char *reason = reasons[fault->kind];

    if (fault->end - fault->start == 1) {
        RcErr_Format(RcExc_UnicodeDecodeError, "'utf-8' codec can't decode byte 0x%02x in position %zd: %s",
                     (unsigned char)data[fault->start], fault->start, reason);
    } else {
        RcErr_Format(RcExc_UnicodeDecodeError, "'utf-8' codec can't decode bytes in position %zd-%zd: %s",
                     fault->start, fault->end - 1, reason);
    }
}

int _RcUTF8_CheckChar(Rc_UCS4 character, RcObject *error, const char *message)
{
    if (character > RC_UCS4_MOST) {
        RcErr_SetString(error, message);
        return 0;
    }
    if (character >= 0xD800 && character <= 0xDFFF) {
        RcErr_Format(RcExc_UnicodeError,
                     "'utf-8' codec can't encode character '\\u%04x': surrogates not allowed",
                     (unsigned int)character);
        return 0;
    }
    return 1;
}

int _RcUTF8_Encode(Rc_UCS4 character, char *out)
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3F));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xE0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3F));
        out[2] = (char)(0x80 | (character & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | character >> 18);
    out[1] = (char)(0x80 | (character >> 12 & 0x3F));
    out[2] = (char)(0x80 | (character >> 6 & 0x3F));
    out[3] = (char)(0x80 | (character & 0x3F));
    return 4;
}
