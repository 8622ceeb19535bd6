/* The methods of str: reading their arguments, then the functions of str.h.
 *
 * Case and classes know ASCII alone; white space is Unicode's. */
#include "types/str_internal.h"

#include <recount/args.h>
#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/int.h>
#include <recount/number.h>
#include <recount/tuple.h>

#include <strings.h>

/* ---- Arguments ---- */

static int check_count(const char *name, Rc_ssize_t count, Rc_ssize_t least, Rc_ssize_t most)
{
    if (count >= least && count <= most) {
        return 0;
    }
    RcErr_Format(RcExc_TypeError, "%s expected %s%zd argument%s, got %zd", name,
                 least == most   ? ""
                 : count < least ? "at least "
                                 : "at most ",
                 count < least ? least : most, (count < least ? least : most) == 1 ? "" : "s", count);
    return -1;
}

/* An index, cut to what fits; None leaves it as it is. */
static int read_index(RcObject *arg, Rc_ssize_t *index)
{
    Rc_ssize_t value;

    if (Rc_IsNone(arg)) {
        return 0;
    }
    if (!RcIndex_Check(arg)) {
        RcErr_SetString(RcExc_TypeError,
                        "slice indices must be integers or None or have an __index__ method");
        return -1;
    }
    value = RcNumber_AsSsize_t(arg, NULL);
    if (value == -1 && RcErr_Occurred() != NULL) {
        return -1;
    }
    *index = value;
    return 0;
}

/* (what[, start[, end]]) */
static int read_range(const char *name, RcObject *const *args, Rc_ssize_t count, Rc_ssize_t *start,
                      Rc_ssize_t *end)
{
    *start = 0;
    *end = RC_SSIZE_T_MAX;
    if (check_count(name, count, 1, 3) < 0 || (count > 1 && read_index(args[1], start) < 0) ||
        (count > 2 && read_index(args[2], end) < 0)) {
        return -1;
    }
    return 0;
}

static int check_str(const char *name, int number, RcObject *arg)
{
    if (RcStr_Check(arg)) {
        return 0;
    }
    RcErr_Format(RcExc_TypeError, "%s() argument %d must be str, not %.100s", name, number,
                 Rc_TYPE(arg)->tp_name);
    return -1;
}

/* ---- Searching ---- */

/* The index, -1 for none, -2 for an error. */
static Rc_ssize_t search_by_method(const char *name, RcObject *self, RcObject *const *args, Rc_ssize_t count,
                                   int direction)
{
    Rc_ssize_t start, end;

    if (read_range(name, args, count, &start, &end) < 0 || check_str(name, 1, args[0]) < 0) {
        return -2;
    }
    return RcStr_Find(self, args[0], start, end, direction);
}

static RcObject *index_or_error(Rc_ssize_t index, int must_be_found)
{
    if (index == -1 && must_be_found) {
        RcErr_SetString(RcExc_ValueError, "substring not found");
        return NULL;
    }
    return index == -2 ? NULL : RcInt_FromSsize_t(index);
}

static RcObject *str_find(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return index_or_error(search_by_method("find", self, args, count, 1), 0);
}

static RcObject *str_rfind(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return index_or_error(search_by_method("rfind", self, args, count, -1), 0);
}

static RcObject *str_index(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return index_or_error(search_by_method("index", self, args, count, 1), 1);
}

static RcObject *str_rindex(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return index_or_error(search_by_method("rindex", self, args, count, -1), 1);
}

static RcObject *str_count(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    Rc_ssize_t start, end;

    if (read_range("count", args, count, &start, &end) < 0 || check_str("count", 1, args[0]) < 0) {
        return NULL;
    }
    return RcInt_FromSsize_t(RcStr_Count(self, args[0], start, end));
}

/* Does self begin or end with a str, or with one of a tuple of strs? 1, 0, -1. */
static int tail_matches(const char *name, RcObject *self, RcObject *tail, Rc_ssize_t start, Rc_ssize_t end,
                        int direction)
{
    Rc_ssize_t i;

    if (RcStr_Check(tail)) {
        return (int)RcStr_Tailmatch(self, tail, start, end, direction);
    }
    if (!RcTuple_Check(tail)) {
        RcErr_Format(RcExc_TypeError, "%s first arg must be str or a tuple of str, not %.100s", name,
                     Rc_TYPE(tail)->tp_name);
        return -1;
    }
    for (i = 0; i < RcTuple_GET_SIZE(tail); i++) {
        RcObject *item = RcTuple_GET_ITEM(tail, i);
        if (!RcStr_Check(item)) {
            RcErr_Format(RcExc_TypeError, "tuple for %s must only contain str, not %.100s", name,
                         Rc_TYPE(item)->tp_name);
            return -1;
        }
        if (RcStr_Tailmatch(self, item, start, end, direction)) {
            return 1;
        }
    }
    return 0;
}

static RcObject *tailmatch(const char *name, RcObject *self, RcObject *const *args, Rc_ssize_t count,
                           int direction)
{
    Rc_ssize_t start, end;
    int result = -1;

    if (read_range(name, args, count, &start, &end) == 0) {
        result = tail_matches(name, self, args[0], start, end, direction);
    }
    return result < 0 ? NULL : RcBool_FromLong(result);
}

static RcObject *str_startswith(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return tailmatch("startswith", self, args, count, -1);
}

static RcObject *str_endswith(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return tailmatch("endswith", self, args, count, 1);
}

/* ---- Replacing, splitting, joining ---- */

static RcObject *str_replace(RcObject *self, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"", "", "count", NULL};
    RcObject *sought, *replacement;
    Rc_ssize_t most = -1;

    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "OO|n:replace", keywords, &sought, &replacement, &most) ||
        check_str("replace", 1, sought) < 0 || check_str("replace", 2, replacement) < 0) {
        return NULL;
    }
    return RcStr_Replace(self, sought, replacement, most);
}

static RcObject *str_split(RcObject *self, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"sep", "maxsplit", NULL};
    RcObject *separator = Rc_None;
    Rc_ssize_t most = -1;

    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|On:split", keywords, &separator, &most)) {
        return NULL;
    }
    return RcStr_Split(self, Rc_IsNone(separator) ? NULL : separator, most);
}

static RcObject *str_splitlines(RcObject *self, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"keepends", NULL};
    int keepends = 0;

    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|p:splitlines", keywords, &keepends)) {
        return NULL;
    }
    return RcStr_Splitlines(self, keepends);
}

/* ---- Stripping ---- */

/* Is the code point among those that are stripped? chars NULL: white space. */
static int is_stripped(const char *at, Rc_ssize_t size, const RcStrObject *chars)
{
    RcNeedle needle;

    if (chars == NULL) {
        return _RcStr_IsSpace(_RcUTF8_Decode(at, &size));
    }
    _RcNeedle_Init(&needle, at, size);
    return _RcNeedle_Next(&needle, chars->data, chars->size, 0) >= 0;
}

static RcObject *strip(const char *name, RcObject *self, RcObject *const *args, Rc_ssize_t count,
                       int from_left, int from_right)
{
    RcStrObject *str = (RcStrObject *)self, *chars = NULL;
    Rc_ssize_t start = 0, end = str->size, size;

    if (check_count(name, count, 0, 1) < 0) {
        return NULL;
    }
    if (count == 1 && !Rc_IsNone(args[0])) {
        if (!RcStr_Check(args[0])) {
            return RcErr_Format(RcExc_TypeError, "%s arg must be None or str", name);
        }
        chars = (RcStrObject *)args[0];
    }
    while (from_left && start < end) {
        _RcUTF8_Decode(str->data + start, &size);
        if (!is_stripped(str->data + start, size, chars)) {
            break;
        }
        start += size;
    }
    while (from_right && start < end) {
        Rc_ssize_t at = end - 1;
        while (_RcUTF8_IsContinuation(str->data[at])) {
            at--;
        }
        if (!is_stripped(str->data + at, end - at, chars)) {
            break;
        }
        end = at;
    }
    return _RcStr_Slice(str, start, end);
}

static RcObject *str_strip(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return strip("strip", self, args, count, 1, 1);
}

static RcObject *str_lstrip(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return strip("lstrip", self, args, count, 1, 0);
}

static RcObject *str_rstrip(RcObject *self, RcObject *const *args, Rc_ssize_t count)
{
    return strip("rstrip", self, args, count, 0, 1);
}

/* ---- Case and classes ---- */

/* A copy in which the letters from first to first + 25 have changed their case. */
static RcObject *change_case(RcObject *self, char first)
{
    RcStrObject *str = (RcStrObject *)self, *result;
    Rc_ssize_t i;

    result = (RcStrObject *)_RcStr_FromValid(str->data, str->size, str->length);
    for (i = 0; result != NULL && i < str->size; i++) {
        if (str->data[i] >= first && str->data[i] <= first + 25) {
            result->data[i] = (char)(str->data[i] ^ 0x20);
        }
    }
    return (RcObject *)result;
}

static RcObject *str_lower(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return change_case(self, 'A');
}

static RcObject *str_upper(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return change_case(self, 'a');
}

static int is_digit(Rc_UCS4 c)
{
    return c >= '0' && c <= '9';
}

static int is_alpha(Rc_UCS4 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_alnum(Rc_UCS4 c)
{
    return is_digit(c) || is_alpha(c);
}

/* Is there a code point, and are all of a class? */
static RcObject *all_are(RcObject *self, int (*is_one)(Rc_UCS4))
{
    RcStrObject *str = (RcStrObject *)self;
    Rc_ssize_t at, size;

    for (at = 0; at < str->size; at += size) {
        if (!is_one(_RcUTF8_Decode(str->data + at, &size))) {
            return RcBool_FromLong(0);
        }
    }
    return RcBool_FromLong(str->size > 0);
}

static RcObject *str_isdigit(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return all_are(self, is_digit);
}

static RcObject *str_isalpha(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return all_are(self, is_alpha);
}

static RcObject *str_isalnum(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return all_are(self, is_alnum);
}

static RcObject *str_isspace(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return all_are(self, _RcStr_IsSpace);
}

static RcObject *str_isascii(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcBool_FromLong(RcStr_IS_ASCII(self));
}

/* ---- Encoding ---- */

static RcObject *str_encode(RcObject *self, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"encoding", "errors", NULL};
    const char *encoding = "utf-8", *errors = "strict";

    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|ss:encode", keywords, &encoding, &errors)) {
        return NULL;
    }
    if (!_RcStr_IsUTF8Name(encoding)) {
        return RcErr_Format(RcExc_LookupError, "unknown encoding: %.400s", encoding);
    }
    return RcStr_AsUTF8String(self);
}

int _RcStr_IsUTF8Name(const char *encoding)
{
    return strcasecmp(encoding, "utf-8") == 0 || strcasecmp(encoding, "utf8") == 0 ||
           strcasecmp(encoding, "utf_8") == 0;
}

#define FAST(name, doc)                                             \
    {                                                               \
#name, _RcCFunction_CAST(str_##name), RC_METH_FASTCALL, doc \
    }
#define KEYWORDS(name, doc)                                                           \
    {                                                                                 \
#name, _RcCFunction_CAST(str_##name), RC_METH_VARARGS | RC_METH_KEYWORDS, doc \
    }
#define NOARGS(name, doc)                      \
    {                                          \
#name, str_##name, RC_METH_NOARGS, doc \
    }

RcMethodDef _RcStr_Methods[] = {
    KEYWORDS(encode, "encode(encoding='utf-8', errors='strict') -> bytes. UTF-8 is the only encoding."),
    FAST(count, "count(sub[, start[, end]]) -> number of matches that do not overlap"),
    FAST(endswith, "endswith(suffix[, start[, end]]) -> bool. suffix may be a tuple of strs."),
    FAST(find, "find(sub[, start[, end]]) -> first index, -1 if there is none"),
    FAST(index, "index(sub[, start[, end]]) -> first index; ValueError if there is none"),
    NOARGS(isalnum, "Are all code points letters or digits of ASCII, and is there one?"),
    NOARGS(isalpha, "Are all code points letters of ASCII, and is there one?"),
    NOARGS(isascii, "Are all code points ASCII?"),
    NOARGS(isdigit, "Are all code points digits of ASCII, and is there one?"),
    NOARGS(isspace, "Are all code points white space, and is there one?"),
    {"join", RcStr_Join, RC_METH_O, "join(iterable) -> its strs, with this one between them"},
    NOARGS(lower, "A copy with the letters of ASCII in lower case."),
    FAST(lstrip, "lstrip([chars]) -> str without white space, or such characters, at its start"),
    {"partition", RcStr_Partition, RC_METH_O, "partition(sep) -> (before the first sep, sep, after it)"},
    KEYWORDS(replace, "replace(old, new, count=-1) -> str with the first count matches replaced"),
    FAST(rfind, "rfind(sub[, start[, end]]) -> last index, -1 if there is none"),
    FAST(rindex, "rindex(sub[, start[, end]]) -> last index; ValueError if there is none"),
    {"rpartition", RcStr_RPartition, RC_METH_O, "rpartition(sep) -> (before the last sep, sep, after it)"},
    FAST(rstrip, "rstrip([chars]) -> str without white space, or such characters, at its end"),
    KEYWORDS(split, "split(sep=None, maxsplit=-1) -> list of strs"),
    KEYWORDS(splitlines, "splitlines(keepends=False) -> list of lines"),
    FAST(startswith, "startswith(prefix[, start[, end]]) -> bool. prefix may be a tuple of strs."),
    FAST(strip, "strip([chars]) -> str without white space, or such characters, at both ends"),
    NOARGS(upper, "A copy with the letters of ASCII in upper case."),
    {NULL, NULL, 0, NULL},
};
