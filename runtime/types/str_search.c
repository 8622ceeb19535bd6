/* Searching and replacing.
 *
 * UTF-8 lets a search compare bytes: a code point never begins inside another. So indices are turned into
 * offsets, bytes are searched, and an offset that is found is turned back.
 *
 * Forward search is the two-way algorithm (Crochemore and Perrin, 1991) with memchr in front. The needle is
 * cut in two; its right part is compared first, from left to right, and a mismatch there shifts by as much as
 * was compared. Then the left part, from right to left; a mismatch there shifts by the period. The cut is
 * such that no match is missed. It costs no memory, and time in proportion to the text, whatever the needle.
 * Backward search is the plain one. */
#include "types/str_internal.h"

#include <recount/errors.h>

/* ---- The needle ---- */

/* Start of the greatest suffix in the order of bytes, or in the reverse of this order; *period is
 * its period. */
static size_t greatest_suffix(const unsigned char *data, size_t size, int reversed, size_t *period)
{
    size_t best = 0, candidate = 1, offset = 0;

    *period = 1;
    while (candidate + offset < size) {
        unsigned char a = data[candidate + offset], b = data[best + offset];
        if (a == b) {
            offset++;
            if (offset == *period) {
                candidate += *period;
                offset = 0;
            }
        } else if (reversed ? a > b : a < b) {
            candidate += offset + 1;
            offset = 0;
            *period = candidate - best;
        } else {
            best = candidate++;
            offset = 0;
            *period = 1;
        }
    }
    return best;
}

void _RcNeedle_Init(RcNeedle *needle, const char *data, Rc_ssize_t size)
{
    size_t period, reverse_period, reverse_cut;

    needle->data = (const unsigned char *)data;
    needle->size = (size_t)size;
    needle->cut = greatest_suffix(needle->data, needle->size, 0, &period);
    reverse_cut = greatest_suffix(needle->data, needle->size, 1, &reverse_period);
    if (reverse_cut > needle->cut) {
        needle->cut = reverse_cut;
        period = reverse_period;
    }
    /* Is the suffix's period that of the whole? Then a shift by it keeps all but the period matched; else
     * a shift may be longer than either part. */
    if (memcmp(data, data + period, needle->cut) == 0) {
        needle->period = period;
        needle->kept = needle->size - period;
    } else {
        size_t right = needle->size - needle->cut;
        needle->period = (needle->cut > right ? needle->cut : right) + 1;
        needle->kept = 0;
    }
}

Rc_ssize_t _RcNeedle_Next(const RcNeedle *needle, const char *data, Rc_ssize_t size, Rc_ssize_t from)
{
    const unsigned char *text = (const unsigned char *)data, *x = needle->data;
    size_t at = (size_t)from, matched = 0, i;

    if (needle->size > (size_t)size) {
        return -1;
    }
    /* text[at] to text[at + matched - 1] are known to match. */
    while (at <= (size_t)size - needle->size) {
        if (matched == 0) {
            const unsigned char *found =
                memchr(text + at + needle->cut, x[needle->cut], (size_t)size - needle->size - at + 1);
            if (found == NULL) {
                return -1;
            }
            at = (size_t)(found - text) - needle->cut;
        }
        i = matched > needle->cut ? matched : needle->cut;
        while (i < needle->size && x[i] == text[at + i]) {
            i++;
        }
        if (i < needle->size) {
            at += i - needle->cut + 1;
            matched = 0;
            continue;
        }
        i = needle->cut;
        while (i > matched && x[i - 1] == text[at + i - 1]) {
            i--;
        }
        if (i <= matched) {
            return (Rc_ssize_t)at;
        }
        at += needle->period;
        matched = needle->kept;
    }
    return -1;
}

Rc_ssize_t _RcBytes_FindLast(const char *data, Rc_ssize_t size, const char *needle, Rc_ssize_t needle_size)
{
    Rc_ssize_t at;

    for (at = size - needle_size; at >= 0; at--) {
        if (data[at] == needle[0] && memcmp(data + at, needle, (size_t)needle_size) == 0) {
            break;
        }
    }
    return at < 0 ? -1 : at;
}

/* ---- Ranges ---- */

/* A part of a str, as offsets. */
typedef struct Range {
    Rc_ssize_t start;
    Rc_ssize_t end;
    Rc_ssize_t start_index;
} Range;

/* Cuts indices to the str. 0: there is no such part, as start is after end. */
static int find_range(const RcStrObject *str, Rc_ssize_t start, Rc_ssize_t end, Range *range)
{
    if (end > str->length) {
        end = str->length;
    } else if (end < 0) {
        end = end < -str->length ? 0 : end + str->length;
    }
    if (start < 0) {
        start = start < -str->length ? 0 : start + str->length;
    }
    if (start > end) {
        return 0;
    }
    range->start_index = start;
    range->start = _RcStr_Offset(str, start);
    range->end = end == str->length ? str->size : _RcStr_Offset(str, end);
    return 1;
}

/* Index of the first or last match in a part; -1: none. */
static Rc_ssize_t search(const RcStrObject *str, const Range *range, const char *needle,
                         Rc_ssize_t needle_size, int direction)
{
    const char *data = str->data + range->start;
    Rc_ssize_t size = range->end - range->start, at;

    if (needle_size == 0) {
        at = direction > 0 ? 0 : size;
    } else if (needle_size > size) {
        return -1;
    } else if (direction > 0) {
        RcNeedle prepared;
        _RcNeedle_Init(&prepared, needle, needle_size);
        at = _RcNeedle_Next(&prepared, data, size, 0);
    } else {
        at = _RcBytes_FindLast(data, size, needle, needle_size);
    }
    return at < 0 ? -1 : range->start_index + _RcStr_Distance(str, range->start, range->start + at);
}

/* ---- The functions ---- */

Rc_ssize_t RcStr_Find(RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end, int direction)
{
    RcStrObject *str = (RcStrObject *)op, *needle = (RcStrObject *)substring;
    Range range;

    if (!RC_EXPECT_STR(op) || !RC_EXPECT_STR(substring)) {
        return -2;
    }
    return find_range(str, start, end, &range) ? search(str, &range, needle->data, needle->size, direction)
                                               : -1;
}

Rc_ssize_t RcStr_FindChar(RcObject *op, Rc_UCS4 character, Rc_ssize_t start, Rc_ssize_t end, int direction)
{
    RcStrObject *str = (RcStrObject *)op;
    char needle[RC_UTF8_MOST];
    Range range;

    if (!RC_EXPECT_STR(op)) {
        return -2;
    }
    if (character > RC_UCS4_MOST || !find_range(str, start, end, &range)) {
        return -1; /* no str has such a character: the encoder need not know it */
    }
    return search(str, &range, needle, _RcUTF8_Encode(character, needle), direction);
}

Rc_ssize_t RcStr_Count(RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end)
{
    RcStrObject *str = (RcStrObject *)op, *sought = (RcStrObject *)substring;
    Rc_ssize_t count = 0, at;
    RcNeedle needle;
    Range range;

    if (!RC_EXPECT_STR(op) || !RC_EXPECT_STR(substring)) {
        return -1;
    }
    if (!find_range(str, start, end, &range)) {
        return 0;
    }
    if (sought->size == 0) {
        return _RcStr_Distance(str, range.start, range.end) + 1;
    }
    _RcNeedle_Init(&needle, sought->data, sought->size);
    at = range.start;
    while ((at = _RcNeedle_Next(&needle, str->data, range.end, at)) >= 0) {
        count++;
        at += sought->size;
    }
    return count;
}

Rc_ssize_t RcStr_Tailmatch(RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end, int direction)
{
    RcStrObject *str = (RcStrObject *)op, *tail = (RcStrObject *)substring;
    Range range;

    if (!RC_EXPECT_STR(op) || !RC_EXPECT_STR(substring)) {
        return -1;
    }
    if (!find_range(str, start, end, &range) || range.end - range.start < tail->size) {
        return 0;
    }
    return memcmp(str->data + (direction > 0 ? range.end - tail->size : range.start), tail->data,
                  (size_t)tail->size) == 0;
}

int RcStr_Contains(RcObject *op, RcObject *substring)
{
    if (!RC_EXPECT_STR(op)) {
        return -1;
    }
    if (substring != NULL && !RcStr_Check(substring)) {
        RcErr_Format(RcExc_TypeError, "'in <string>' requires string as left operand, not %.100s",
                     Rc_TYPE(substring)->tp_name);
        return -1;
    }
    return RC_EXPECT_STR(substring) ? RcStr_Find(op, substring, 0, RC_SSIZE_T_MAX, 1) >= 0 : -1;
}

/* ---- Replacing ---- */

/* Places where something is put in, in the order of the text: where the needle is, or, if it is empty, before
 * each code point and at the end. */
typedef struct Places {
    const RcStrObject *str;
    const RcStrObject *sought;
    RcNeedle needle; /* unless sought is empty */
    Rc_ssize_t at;   /* where to look on; beyond the end when all is done */
} Places;

/* Offset of the next place; -1: there is none. */
static Rc_ssize_t next_place(Places *places)
{
    Rc_ssize_t found = places->at, step;

    if (found > places->str->size) {
        return -1;
    }
    if (places->sought->size > 0) {
        found = _RcNeedle_Next(&places->needle, places->str->data, places->str->size, found);
        places->at = found + places->sought->size;
    } else {
        step = 1; /* at the end there is a NUL, which is one byte, too */
        _RcUTF8_Decode(places->str->data + found, &step);
        places->at = found + step;
    }
    return found;
}

static void first_place(Places *places, const RcStrObject *str, const RcStrObject *sought)
{
    places->str = str;
    places->sought = sought;
    places->at = 0;
    if (sought->size > 0) {
        _RcNeedle_Init(&places->needle, sought->data, sought->size);
    }
}

static Rc_ssize_t count_places(const RcStrObject *str, const RcStrObject *sought, Rc_ssize_t most)
{
    Places places;
    Rc_ssize_t count = 0;

    first_place(&places, str, sought);
    while ((most < 0 || count < most) && next_place(&places) >= 0) {
        count++;
    }
    return count;
}

/* Writes str with the replacement at the first `count` places; out has room for it. */
static void write_replaced(char *out, const RcStrObject *str, const RcStrObject *sought,
                           const RcStrObject *replacement, Rc_ssize_t count)
{
    Places places;
    Rc_ssize_t done = 0;

    first_place(&places, str, sought);
    while (count-- > 0) {
        Rc_ssize_t found = next_place(&places);
        memcpy(out, str->data + done, (size_t)(found - done));
        out += found - done;
        memcpy(out, replacement->data, (size_t)replacement->size);
        out += replacement->size;
        done = found + sought->size;
    }
    memcpy(out, str->data + done, (size_t)(str->size - done));
}

RcObject *RcStr_Replace(RcObject *op, RcObject *substring, RcObject *replacement, Rc_ssize_t maxcount)
{
    RcStrObject *str = (RcStrObject *)op, *sought = (RcStrObject *)substring;
    RcStrObject *filler = (RcStrObject *)replacement, *result;
    Rc_ssize_t count, rest;

    if (!RC_EXPECT_STR(op) || !RC_EXPECT_STR(substring) || !RC_EXPECT_STR(replacement)) {
        return NULL;
    }
    count = count_places(str, sought, maxcount);
    if (count == 0) {
        return Rc_NewRef(op);
    }
    rest = str->size - count * sought->size;
    if (filler->size > (RC_STR_SIZE_MAX - rest) / count) {
        RcErr_SetString(RcExc_OverflowError, "replace string is too long");
        return NULL;
    }
    if (rest + count * filler->size == 0) {
        return _RcStr_Empty();
    }
    result = _RcStr_New(rest + count * filler->size, str->length + count * (filler->length - sought->length));
    if (result != NULL) {
        write_replaced(result->data, str, sought, filler, count);
    }
    return (RcObject *)result;
}
