/* repr of a str: in quotes, so that it reads back the same.
 *
 * Single quotes, unless there are such in the text and no double ones. Escaped are the quote, the backslash,
 * and what cannot be seen: controls, spaces other than ' ', format characters and code points that are
 * nobody's text (private use, noncharacters, tags). Which code points Unicode has not assigned yet is not
 * looked up: they stay as they are. */
#include "types/str_internal.h"

#include <recount/errors.h>

#define ESCAPE_MOST 10 /* \U0010ffff */

typedef struct Interval {
    Rc_UCS4 first;
    Rc_UCS4 last;
} Interval;

/* What cannot be seen, from U+0080 on, in order. */
static const Interval invisible[] = {
    {0x0080, 0x00A0},   {0x00AD, 0x00AD},    {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},
    {0x070F, 0x070F},   {0x1680, 0x1680},    {0x180E, 0x180E},   {0x2000, 0x200F},   {0x2028, 0x202F},
    {0x205F, 0x206F},   {0x3000, 0x3000},    {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},
    {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},    {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0x3FFFE, 0x3FFFF},
    {0xE0000, 0xE00FF}, {0xF0000, 0x10FFFF},
};

static int is_printable(Rc_UCS4 c)
{
    size_t i;

    if (c < 0x80) {
        return c >= ' ' && c != 0x7F;
    }
    for (i = 0; i < sizeof invisible / sizeof *invisible && c >= invisible[i].first; i++) {
        if (c <= invisible[i].last) {
            return 0;
        }
    }
    return 1;
}

static char *write_hex(char *out, char letter, Rc_UCS4 c, int digits)
{
    *out++ = '\\';
    *out++ = letter;
    while (digits-- > 0) {
        *out++ = "0123456789abcdef"[c >> 4 * digits & 0xF];
    }
    return out;
}

/* Writes the escape of a code point, if it needs one; returns its size, 0 if it needs none. */
static int escape(Rc_UCS4 c, char quote, char *out)
{
    char *end = out;
    char letter = c == '\n'                          ? 'n'
                  : c == '\t'                        ? 't'
                  : c == '\r'                        ? 'r'
                  : c == '\\' || c == (Rc_UCS4)quote ? (char)c
                                                     : '\0';

    if (letter != '\0') {
        *end++ = '\\';
        *end++ = letter;
    } else if (!is_printable(c)) {
        end = c < 0x100     ? write_hex(out, 'x', c, 2)
              : c < 0x10000 ? write_hex(out, 'u', c, 4)
                            : write_hex(out, 'U', c, 8);
    }
    return (int)(end - out);
}

static char choose_quote(const RcStrObject *op)
{
    return memchr(op->data, '\'', (size_t)op->size) != NULL && memchr(op->data, '"', (size_t)op->size) == NULL
               ? '"'
               : '\'';
}

int _RcStr_WriteRepr(RcStrWriter *writer, RcStrObject *op)
{
    char quote = choose_quote(op), scratch[ESCAPE_MOST], *out;
    Rc_ssize_t size = 2, length = 2, at, step;

    for (at = 0; at < op->size; at += step) {
        int escaped = escape(_RcUTF8_Decode(op->data + at, &step), quote, scratch);
        if (size > RC_STR_SIZE_MAX - ESCAPE_MOST) {
            RcErr_SetString(RcExc_OverflowError, "string is too long to generate repr");
            return -1;
        }
        size += escaped > 0 ? escaped : step;
        length += escaped > 0 ? escaped : 1;
    }
    out = _RcStrWriter_Reserve(writer, size);
    if (out == NULL) {
        return -1;
    }
    writer->size += size;
    writer->length += length;
    *out++ = quote;
    for (at = 0; at < op->size; at += step) {
        int escaped = escape(_RcUTF8_Decode(op->data + at, &step), quote, scratch);
        memcpy(out, escaped > 0 ? scratch : op->data + at, (size_t)(escaped > 0 ? escaped : step));
        out += escaped > 0 ? escaped : step;
    }
    *out = quote;
    return 0;
}

RcObject *_RcStr_Repr(RcObject *op)
{
    RcStrWriter writer = {0};

    return _RcStr_WriteRepr(&writer, (RcStrObject *)op) < 0 ? NULL : _RcStrWriter_Take(&writer);
}
