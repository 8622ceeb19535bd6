/* Argument parsing: the format, the stores that wait, and tuples of positional arguments.
 *
 * The format is checked as a whole before the first argument is looked at, so a wrong one is told
 * whatever the arguments are, and the conversion need not think of it again.  Values wait in a list of stores
 * until the last argument is converted: a parse that fails has stored nothing. */
#include "protocol/args_internal.h"
#include <recount/errors.h>
#include <recount/list.h>
#include <recount/memory.h>
#include <recount/sequence.h>
#include <recount/tuple.h>
#include <stdio.h>

#define FIRST_TARGET 3 /* RcArg_ParseTuple(args, format, targets...) */

/* ---- Messages */

/* " argument 2, item 0", as far as it applies. */
static void describe_place(const RcArgParse *parse, char *place, size_t size)
{
    size_t used = 0;
    place[0] = '\0';
    if (parse->argument > 0) {
        used = (size_t)snprintf(place, size, " %d", parse->argument);
    }
    for (int i = 0; i < parse->depth && used < size; i++) {
        used += (size_t)snprintf(place + used, size - used, ", item %d", parse->path[i]);
    }
}

int _RcArg_Refuse(const RcArgParse *parse, RcObject *type, const char *complaint)
{
    if (parse->message != NULL) {
        RcErr_SetString(type, parse->message);
        return 0;
    }
    char place[16 * RC_ARG_DEPTH];
    describe_place(parse, place, sizeof place);
    RcErr_Format(type, "%.200s%sargument%s %s", parse->function != NULL ? parse->function : "",
                 parse->function != NULL ? "() " : "", place, complaint);
    return 0;
}

int _RcArg_Mismatch(const RcArgParse *parse, const char *wanted, RcObject *arg)
{
    char complaint[256];
    snprintf(complaint, sizeof complaint, "must be %.100s, not %.100s", wanted,
             arg == Rc_None ? "None" : Rc_TYPE(arg)->tp_name);
    return _RcArg_Refuse(parse, RcExc_TypeError, complaint);
}

/* ---- Stores that wait */

RcArgStore *_RcArg_NewStore(RcArgParse *parse, void *target, RcObject *lender)
{
    if (parse->count == parse->room) {
        size_t room = parse->room * 2;
        RcArgStore *grown = RcMem_New(RcArgStore, room);
        if (grown == NULL) {
            RcErr_NoMemory();
            return NULL;
        }
        memcpy(grown, parse->stores, parse->count * sizeof *grown);
        if (parse->stores != parse->inline_stores) {
            RcMem_Free(parse->stores);
        }
        parse->stores = grown;
        parse->room = room;
    }
    RcArgStore *store = &parse->stores[parse->count++];
    store->target = target;
    store->undo = NULL;
    store->lender = Rc_XNewRef(lender);
    store->keyword = parse->keyword;
    store->argument = parse->argument;
    store->size = 0;
    return store;
}

int _RcArg_Keep(RcArgParse *parse, RcObject *lender, const void *value, size_t size)
{
    RcArgStore *store = _RcArg_NewStore(parse, va_arg(parse->targets, void *), lender);
    if (store == NULL) {
        return 0;
    }
    store->size = size;
    memcpy(&store->value, value, size);
    return 1;
}

/* Will the lender outlive the stores?  One lender may have several. */
static int is_owned(const RcArgParse *parse, RcObject *lender)
{
    Rc_ssize_t ours = 0;
    for (size_t i = 0; i < parse->count; i++) {
        ours += parse->stores[i].lender == lender;
    }
    return Rc_REFCNT(lender) > ours || Rc_IsImmortal(lender);
}

/* 1 if all lenders will, else 0 with TypeError. */
static int check_lenders(RcArgParse *parse)
{
    for (size_t i = 0; i < parse->count; i++) {
        const RcArgStore *store = &parse->stores[i];
        if (store->lender == NULL || is_owned(parse, store->lender)) {
            continue;
        }
        if (store->keyword != NULL) {
            RcErr_Format(RcExc_TypeError, "keyword argument '%.200s' is not kept by its mapping",
                         store->keyword);
            return 0;
        }
        parse->argument = store->argument;
        return _RcArg_Refuse(parse, RcExc_TypeError, "has lost an item while it was parsed");
    }
    return 1;
}

static void end(RcArgParse *parse)
{
    if (parse->stores != parse->inline_stores) {
        RcMem_Free(parse->stores);
    }
    va_end(parse->targets);
}

int _RcArg_Commit(RcArgParse *parse)
{
    if (!check_lenders(parse)) {
        return _RcArg_Abandon(parse);
    }
    for (size_t i = 0; i < parse->count; i++) {
        const RcArgStore *store = &parse->stores[i];
        if (store->size > 0) { /* else a converter has stored it */
            memcpy(store->target, &store->value, store->size);
        }
        RC_HOOK_LENT(parse->tuple, store->lender, FIRST_TARGET + (int)i);
        Rc_XDECREF(store->lender); /* never its last */
    }
    end(parse);
    return 1;
}

/* Forgets the stores, last first, with the pending error put aside; a converter may take back what it did. */
int _RcArg_Abandon(RcArgParse *parse)
{
    RcObject *pending = RcErr_GetRaisedException();
    for (size_t i = parse->count; i-- > 0;) {
        const RcArgStore *store = &parse->stores[i];
        if (store->undo != NULL) {
            store->undo(NULL, store->target);
        }
        Rc_XDECREF(store->lender);
    }
    RcErr_SetRaisedException(pending);
    end(parse);
    return 0;
}

/* ---- Units
 *
 * What a unit of one character does stands in args_units.c. */

/* How many targets the unit at *cursor takes; the cursor is put behind it.  0: it is no unit. */
static int measure_unit(const char **cursor)
{
    char code = *(*cursor)++;
    if (_RcArg_Unit(code) == NULL) {
        return 0;
    }
    char suffix = **cursor;
    int wide =
        (strchr("szy", code) != NULL && suffix == '#') || (code == 'O' && (suffix == '!' || suffix == '&'));
    *cursor += wide;
    return wide ? 2 : 1;
}

/* The number of units from cursor to the parenthesis that closes them. */
static int count_items(const char *cursor)
{
    int count = 0;
    int depth = 0;
    while (*cursor != ')' || depth > 0) {
        if (*cursor == '(') {
            count += depth++ == 0;
            cursor++;
        } else if (*cursor == ')') {
            depth--;
            cursor++;
        } else {
            measure_unit(&cursor);
            count += depth == 0;
        }
    }
    return count;
}

/* The items of a "(...)" unit, whose parenthesis has been read.  Each item is held while it is converted: a
 * list may change meanwhile. */
static int convert_items(RcArgParse *parse, RcObject *arg)
{
    int wanted = count_items(parse->cursor);
    if (!RcTuple_Check(arg) && !RcList_Check(arg)) {
        char text[32];
        snprintf(text, sizeof text, "%d-item sequence", wanted);
        return _RcArg_Mismatch(parse, text, arg);
    }
    Rc_ssize_t size = Rc_SIZE(arg);
    if (size != wanted) {
        char complaint[80];
        snprintf(complaint, sizeof complaint, "must be sequence of length %d, not %zd", wanted, size);
        return _RcArg_Refuse(parse, RcExc_TypeError, complaint);
    }
    int level = parse->depth++;
    for (int i = 0; i < wanted; i++) {
        RcObject *item = RcSequence_GetItem(arg, i);
        if (item == NULL) {
            return 0;
        }
        parse->path[level] = i;
        int converted = _RcArg_Convert(parse, item);
        Rc_DECREF(item);
        if (!converted) {
            return 0;
        }
    }
    parse->depth = level;
    parse->cursor++;
    return 1;
}

int _RcArg_Convert(RcArgParse *parse, RcObject *arg)
{
    if (arg == NULL) { /* a tuple that was not filled */
        RcErr_BadInternalCall();
        return 0;
    }
    char code = *parse->cursor++;
    return code == '(' ? convert_items(parse, arg) : _RcArg_Unit(code)->convert(parse, arg);
}

void _RcArg_Skip(RcArgParse *parse)
{
    int depth = 0;
    do {
        if (*parse->cursor == '(' || *parse->cursor == ')') {
            depth += *parse->cursor++ == '(' ? 1 : -1;
        } else {
            for (int targets = measure_unit(&parse->cursor); targets > 0; targets--) {
                (void)va_arg(parse->targets, void *);
            }
        }
    } while (depth > 0);
}

/* ---- The format as a whole */

static int bad_format(const RcArgParse *parse, const char *what)
{
    RcErr_Format(RcExc_SystemError, "%s in argument format \"%.200s\"", what, parse->format);
    return 0;
}

static int unset(int *number, int value)
{
    if (*number >= 0) {
        return 0;
    }
    *number = value;
    return 1;
}

/* The two markers between units, each at most once and '|' first.  Keyword-only arguments that are required,
 * as in "i$i", are possible. */
static int check_marker(RcArgParse *parse, char marker, int keywords)
{
    if (marker == '$' && !keywords) {
        return bad_format(parse, "'$'");
    }
    if (marker == '|' && parse->positional >= 0) {
        return bad_format(parse, "'$' before '|'");
    }
    if (!unset(marker == '|' ? &parse->min : &parse->positional, parse->max)) {
        return bad_format(parse, marker == '|' ? "second '|'" : "second '$'");
    }
    return 1;
}

static int check_format(RcArgParse *parse, int keywords)
{
    const char *cursor = parse->format;
    int depth = 0;
    while (*cursor != '\0' && *cursor != ':' && *cursor != ';') {
        parse->max += depth == 0 && strchr("|$)", *cursor) == NULL;
        if (*cursor == '(') {
            if (++depth > RC_ARG_DEPTH) {
                return bad_format(parse, "too many nested parentheses");
            }
            cursor++;
        } else if (*cursor == ')') {
            if (--depth < 0) {
                return bad_format(parse, "excess ')'");
            }
            cursor++;
        } else if (depth == 0 && (*cursor == '|' || *cursor == '$')) {
            if (!check_marker(parse, *cursor++, keywords)) {
                return 0;
            }
        } else if (measure_unit(&cursor) == 0) {
            return bad_format(parse, "bad character");
        }
    }
    if (depth > 0) {
        return bad_format(parse, "missing ')'");
    }
    parse->function = *cursor == ':' ? cursor + 1 : NULL;
    parse->message = *cursor == ';' ? cursor + 1 : NULL;
    return 1;
}

int _RcArg_Begin(RcArgParse *parse, const char *format, int keywords, va_list targets)
{
    parse->format = parse->cursor = format;
    parse->max = 0;
    parse->min = parse->positional = -1;
    if (!check_format(parse, keywords)) {
        return 0;
    }
    unset(&parse->min, parse->max);
    unset(&parse->positional, parse->max);
    va_copy(parse->targets, targets);
    parse->argument = parse->depth = 0;
    parse->keyword = NULL;
    parse->tuple = NULL;
    parse->stores = parse->inline_stores;
    parse->count = 0;
    parse->room = RC_ARG_INLINE_STORES;
    return 1;
}

/* ---- Positional arguments */

static int check_argument_count(const RcArgParse *parse, Rc_ssize_t given)
{
    if (parse->min <= given && given <= parse->max) {
        return 1;
    }
    if (parse->message != NULL) {
        RcErr_SetString(RcExc_TypeError, parse->message);
    } else {
        int bound = given < parse->min ? parse->min : parse->max;
        RcErr_Format(RcExc_TypeError, "%.150s%s takes %s %d argument%s (%zd given)",
                     RC_ARG_FUNCTION(parse, "function"),
                     parse->min == parse->max ? "exactly" : (given < parse->min ? "at least" : "at most"),
                     bound, bound == 1 ? "" : "s", given);
    }
    return 0;
}

/* function is the public one that was called, for messages. */
static int parse_tuple(RcObject *args, const char *format, va_list targets, const char *function)
{
    if (args == NULL || !RcTuple_Check(args) || format == NULL) {
        _RcErr_BadInternalCall(function);
        return 0;
    }
    RcArgParse parse;
    if (!_RcArg_Begin(&parse, format, 0, targets)) {
        return 0;
    }
    parse.tuple = args;
    Rc_ssize_t given = RcTuple_GET_SIZE(args);
    if (!check_argument_count(&parse, given)) {
        return _RcArg_Abandon(&parse);
    }
    for (Rc_ssize_t i = 0; i < given; i++) {
        parse.cursor += *parse.cursor == '|';
        parse.argument = (int)i + 1;
        if (!_RcArg_Convert(&parse, RcTuple_GET_ITEM(args, i))) {
            return _RcArg_Abandon(&parse);
        }
    }
    return _RcArg_Commit(&parse);
}

int RcArg_VaParse(RcObject *args, const char *format, va_list targets)
{
    return parse_tuple(args, format, targets, __func__);
}

int RcArg_ParseTuple(RcObject *args, const char *format, ...)
{
    va_list targets;
    RC_HOOK_VARIADIC();
    va_start(targets, format);
    int parsed = parse_tuple(args, format, targets, __func__);
    va_end(targets);
    return parsed;
}

static int parse_one(RcObject *op, const char *format, va_list targets)
{
    RcArgParse parse;
    if (!_RcArg_Begin(&parse, format, 0, targets)) {
        return 0;
    }
    if (parse.min != 1 || parse.max != 1) {
        RcErr_Format(RcExc_SystemError, "RcArg_Parse: not one unit in argument format \"%.200s\"", format);
        return _RcArg_Abandon(&parse);
    }
    return _RcArg_Convert(&parse, op) ? _RcArg_Commit(&parse) : _RcArg_Abandon(&parse);
}

int RcArg_Parse(RcObject *op, const char *format, ...)
{
    RC_HOOK_VARIADIC();
    if (op == NULL || format == NULL) {
        RcErr_BadInternalCall();
        return 0;
    }
    va_list targets;
    va_start(targets, format);
    int parsed = parse_one(op, format, targets);
    va_end(targets);
    return parsed;
}

/* ---- Without a format */

static int check_unpacked(const char *name, Rc_ssize_t min, Rc_ssize_t max, Rc_ssize_t given)
{
    if (min <= given && given <= max) {
        return 1;
    }
    Rc_ssize_t bound = given < min ? min : max;
    const char *quantity = min == max ? "" : (given < min ? "at least " : "at most ");
    const char *plural = bound == 1 ? "" : "s";
    if (name != NULL) {
        RcErr_Format(RcExc_TypeError, "%.200s expected %s%zd argument%s, got %zd", name, quantity, bound,
                     plural, given);
    } else {
        RcErr_Format(RcExc_TypeError, "unpacked tuple should have %s%zd element%s, but has %zd", quantity,
                     bound, plural, given);
    }
    return 0;
}

int RcArg_UnpackTuple(RcObject *args, const char *name, Rc_ssize_t min, Rc_ssize_t max, ...)
{
    RC_HOOK_VARIADIC();
    if (args == NULL || !RcTuple_Check(args) || min < 0 || min > max) {
        RcErr_BadInternalCall();
        return 0;
    }
    Rc_ssize_t given = RcTuple_GET_SIZE(args);
    if (!check_unpacked(name, min, max, given)) {
        return 0;
    }
    va_list targets;
    va_start(targets, max);
    for (Rc_ssize_t i = 0; i < given; i++) {
        *va_arg(targets, RcObject **) = RcTuple_GET_ITEM(args, i);
    }
    va_end(targets);
    return 1;
}
