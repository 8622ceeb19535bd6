/* Argument parsing: positional arguments together with a mapping of keyword arguments.
 *
 * Each name of the list stands for one unit of the format, in order.  An argument comes from the tuple while
 * that lasts, and after it from the mapping; what is left in the mapping at the end is an error.
 *
 * What "O" stores is borrowed from the mapping.  To ask the mapping for a name that is not there makes a
 * KeyError, so the collector has to wait: the code that it runs may change the mapping. */
#include "core/head.h"
#include "protocol/args_internal.h"
#include <recount/errors.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/str.h>
#include <recount/tuple.h>

typedef struct Keywords {
    RcObject *mapping; /* borrowed; NULL: there are none */
    Rc_ssize_t given;  /* pairs in the mapping */
    Rc_ssize_t left;   /* those that no unit has taken yet */
    RC_CXX_CONST char *const *names;
    int count;   /* of names */
    int unnamed; /* leading names that are "": positional only */
} Keywords;

static const char *plural(Rc_ssize_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- Before the first argument */

static int bad_names(const char *what, const RcArgParse *parse)
{
    RcErr_Format(RcExc_SystemError, "%s for argument format \"%.200s\"", what, parse->format);
    return 0;
}

static int check_names(Keywords *keywords, const RcArgParse *parse)
{
    while (keywords->names[keywords->unnamed] != NULL && *keywords->names[keywords->unnamed] == '\0') {
        keywords->unnamed++;
    }
    keywords->count = keywords->unnamed;
    while (keywords->names[keywords->count] != NULL) {
        if (*keywords->names[keywords->count++] == '\0') {
            return bad_names("empty keyword parameter name", parse);
        }
    }
    if (keywords->count != parse->max) {
        return bad_names(keywords->count > parse->max ? "too many names" : "too few names", parse);
    }
    return keywords->unnamed <= parse->positional ? 1 : bad_names("empty parameter name after '$'", parse);
}

static int check_counts(const Keywords *keywords, const RcArgParse *parse, Rc_ssize_t positional)
{
    Rc_ssize_t most = RC_SSIZE_T_MAX - positional; /* a mapping may claim any size */
    Rc_ssize_t given = positional + (keywords->given < most ? keywords->given : most);
    if (given > keywords->count) {
        RcErr_Format(RcExc_TypeError, "%.200s%s takes at most %d %sargument%s (%zd given)",
                     RC_ARG_FUNCTION(parse, "function"), keywords->count, positional == 0 ? "keyword " : "",
                     plural(keywords->count), given);
        return 0;
    }
    if (positional > parse->positional) {
        RcErr_Format(RcExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)",
                     RC_ARG_FUNCTION(parse, "function"),
                     parse->min < parse->positional ? "at most" : "exactly", parse->positional,
                     plural(parse->positional), positional);
        return 0;
    }
    return 1;
}

/* ---- The arguments */

/* Argument i: 1 and *value new; 0 if it is absent, -1 with an error, and *value means nothing then. */
static int find_argument(Keywords *keywords, RcObject *args, int i, RcObject **value)
{
    if (i < RcTuple_GET_SIZE(args)) {
        *value = Rc_XNewRef(RcTuple_GET_ITEM(args, i));
        return 1;
    }
    if (keywords->left == 0 || i < keywords->unnamed) {
        return 0;
    }
    _RcGC_Hold();
    int found = RcMapping_GetOptionalItemString(keywords->mapping, keywords->names[i], value);
    _RcGC_Release();
    keywords->left -= found > 0;
    return found;
}

/* Argument i is required, but absent. */
static int missing_argument(const Keywords *keywords, const RcArgParse *parse, RcObject *args, int i)
{
    if (i >= keywords->unnamed) {
        RcErr_Format(RcExc_TypeError, "%.200s%s missing required argument '%s' (pos %d)",
                     RC_ARG_FUNCTION(parse, "function"), keywords->names[i], i + 1);
        return 0;
    }
    int bound = keywords->unnamed < parse->min ? keywords->unnamed : parse->min;
    RcErr_Format(RcExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)",
                 RC_ARG_FUNCTION(parse, "function"), bound < parse->positional ? "at least" : "exactly",
                 bound, plural(bound), RcTuple_GET_SIZE(args));
    return 0;
}

/* Takes argument i by the next unit of the format, or leaves the unit out. */
static int take_argument(Keywords *keywords, RcArgParse *parse, RcObject *args, int i)
{
    while (*parse->cursor == '|' || *parse->cursor == '$') {
        parse->cursor++;
    }
    RcObject *value;
    int found = find_argument(keywords, args, i, &value);
    if (found < 0) {
        return 0;
    }
    if (found == 0) {
        if (i < parse->min) {
            return missing_argument(keywords, parse, args, i);
        }
        _RcArg_Skip(parse);
        return 1;
    }
    parse->argument = i + 1;
    parse->keyword = i < RcTuple_GET_SIZE(args) ? NULL : keywords->names[i];
    int converted = _RcArg_Convert(parse, value);
    Rc_XDECREF(value);
    return converted;
}

/* ---- What is left over */

/* 0 if an argument was given both ways, or the mapping could not tell. */
static int check_twice(const Keywords *keywords, const RcArgParse *parse, RcObject *args)
{
    for (int i = keywords->unnamed; i < RcTuple_GET_SIZE(args); i++) {
        int found = RcMapping_HasKeyStringWithError(keywords->mapping, keywords->names[i]);
        if (found > 0) {
            RcErr_Format(RcExc_TypeError, "argument for %.200s%s given by name ('%s') and position (%d)",
                         RC_ARG_FUNCTION(parse, "function"), keywords->names[i], i + 1);
        }
        if (found != 0) {
            return 0;
        }
    }
    return 1;
}

static int is_name(const Keywords *keywords, RcObject *key)
{
    for (int i = keywords->unnamed; i < keywords->count; i++) {
        if (RcStr_EqualToUTF8(key, keywords->names[i])) {
            return 1;
        }
    }
    return 0;
}

/* Raises TypeError for the first key that is no name. */
static void complain_of_keys(const Keywords *keywords, const RcArgParse *parse, RcObject *keys)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(keys); i++) {
        RcObject *key = RcList_GET_ITEM(keys, i);
        if (!RcStr_Check(key)) {
            RcErr_SetString(RcExc_TypeError, "keywords must be strings");
            return;
        }
        if (!is_name(keywords, key)) {
            RcErr_Format(RcExc_TypeError, "'%S' is an invalid keyword argument for %.200s%s", key,
                         RC_ARG_FUNCTION(parse, "this function"));
            return;
        }
    }
    /* A mapping that says it has more than it lists. */
    RcErr_Format(RcExc_TypeError, "invalid keyword argument for %.200s%s",
                 RC_ARG_FUNCTION(parse, "this function"));
}

static int check_left_over(const Keywords *keywords, const RcArgParse *parse, RcObject *args)
{
    if (keywords->left == 0) {
        return 1;
    }
    if (!check_twice(keywords, parse, args)) {
        return 0;
    }
    RcObject *keys = RcMapping_Keys(keywords->mapping);
    if (keys != NULL) {
        complain_of_keys(keywords, parse, keys);
        Rc_DECREF(keys);
    }
    return 0;
}

/* ---- The whole */

static int parse_all(Keywords *keywords, RcArgParse *parse, RcObject *args)
{
    if (keywords->mapping != NULL) {
        keywords->given = keywords->left = RcMapping_Size(keywords->mapping);
        if (keywords->given < 0) {
            return 0;
        }
    }
    if (!check_names(keywords, parse) || !check_counts(keywords, parse, RcTuple_GET_SIZE(args))) {
        return 0;
    }
    for (int i = 0; i < keywords->count; i++) {
        if (!take_argument(keywords, parse, args, i)) {
            return 0;
        }
    }
    return check_left_over(keywords, parse, args);
}

/* function is the public one that was called, for messages. */
static int parse_both(RcObject *args, RcObject *kwargs, const char *format, RC_CXX_CONST char *const *kwlist,
                      va_list targets, const char *function)
{
    if (args == NULL || !RcTuple_Check(args) || (kwargs != NULL && !RcMapping_Check(kwargs)) ||
        format == NULL || kwlist == NULL) {
        _RcErr_BadInternalCall(function);
        return 0;
    }
    RcArgParse parse;
    if (!_RcArg_Begin(&parse, format, 1, targets)) {
        return 0;
    }
    Keywords keywords = {.mapping = kwargs, .names = kwlist};
    return parse_all(&keywords, &parse, args) ? _RcArg_Commit(&parse) : _RcArg_Abandon(&parse);
}

int RcArg_VaParseTupleAndKeywords(RcObject *args, RcObject *kwargs, const char *format,
                                  RC_CXX_CONST char *const *kwlist, va_list targets)
{
    return parse_both(args, kwargs, format, kwlist, targets, __func__);
}

int RcArg_ParseTupleAndKeywords(RcObject *args, RcObject *kwargs, const char *format,
                                RC_CXX_CONST char *const *kwlist, ...)
{
    va_list targets;
    RC_HOOK_VARIADIC();
    va_start(targets, kwlist);
    int parsed = parse_both(args, kwargs, format, kwlist, targets, __func__);
    va_end(targets);
    return parsed;
}

int RcArg_ValidateKeywordArguments(RcObject *kwargs)
{
    if (kwargs == NULL || !RcMapping_Check(kwargs)) {
        RcErr_BadInternalCall();
        return 0;
    }
    RcObject *keys = RcMapping_Keys(kwargs);
    if (keys == NULL) {
        return 0;
    }
    int valid = 1;
    for (Rc_ssize_t i = 0; valid && i < RcList_GET_SIZE(keys); i++) {
        valid = RcStr_Check(RcList_GET_ITEM(keys, i));
    }
    Rc_DECREF(keys);
    if (!valid) {
        RcErr_SetString(RcExc_TypeError, "keywords must be strings");
    }
    return valid;
}
