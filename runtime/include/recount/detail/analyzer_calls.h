/* What Clang's static analyzer sees of calls whose declarations cannot say all: references that come through a
 * parameter, formats, pointers to anything.  See detail/analyzer.h.
 *
 * <recount/recount.h> includes this last; sources of the library never do, for they define these functions. */
#ifndef RECOUNT_DETAIL_ANALYZER_CALLS_H
#define RECOUNT_DETAIL_ANALYZER_CALLS_H

#include <recount/recount.h>

#if defined(__clang_analyzer__) && !defined(RC_LEDGER) /* the ledger puts its own in these places */

RC_BEGIN_DECLS

/* -- results through a parameter -- */

/* 1 and *result new; 0 or -1, and *result NULL. */
static inline int _RcAnalyzer_Optional(RcObject **result)
{
    RcObject *found = _RcAnalyzer_MayBeNew();
    if (found == NULL) {
        *result = NULL;
        return _RcAnalyzer_Any() ? -1 : 0;
    }
    *result = found;
    return 1;
}

/* The same where result may be NULL. */
static inline int _RcAnalyzer_Popped(RcObject **result)
{
    if (result == NULL) {
        return _RcAnalyzer_Any();
    }
    return _RcAnalyzer_Optional(result);
}

/* 1 or 0, and *result new; -1, and *result NULL. */
static inline int _RcAnalyzer_Default(RcObject **result)
{
    if (result == NULL) {
        return _RcAnalyzer_Any();
    }
    int status = _RcAnalyzer_Optional(result);
    if (status == 0) {
        return -1;
    }
    return status == 1 && _RcAnalyzer_Any() ? 0 : status;
}

static inline int _RcAnalyzer_Next(RcObject **key, RcObject **value)
{
    RcObject *found = _RcAnalyzer_MayBeBorrowed(), *with = _RcAnalyzer_MayBeBorrowed();
    if (found == NULL || with == NULL) {
        return 0;
    }
    if (key != NULL) {
        *key = found;
    }
    if (value != NULL) {
        *value = with;
    }
    return 1;
}

/* The arguments before the result are looked at, or kept. */
static inline void _RcAnalyzer_Look(const void *first, const void *second)
{
    _RcAnalyzer_Keep((void *)first);
    _RcAnalyzer_Keep((void *)second);
}

#define RcObject_GetOptionalAttr(op, name, result) \
    (_RcAnalyzer_Look((op), (name)), _RcAnalyzer_Optional(result))
#define RcObject_GetOptionalAttrString(op, name, result) \
    (_RcAnalyzer_Look((op), (name)), _RcAnalyzer_Optional(result))
#define RcMapping_GetOptionalItem(op, key, result) \
    (_RcAnalyzer_Look((op), (key)), _RcAnalyzer_Optional(result))
#define RcMapping_GetOptionalItemString(op, key, result) \
    (_RcAnalyzer_Look((op), (key)), _RcAnalyzer_Optional(result))
#define RcIter_NextItem(iterator, item) (_RcAnalyzer_Look((iterator), NULL), _RcAnalyzer_Optional(item))
#define RcWeakref_GetRef(ref, op) (_RcAnalyzer_Look((ref), NULL), _RcAnalyzer_Optional(op))
#define RcHashTable_GetItemRef(table, key, value) \
    (_RcAnalyzer_Look((table), (key)), _RcAnalyzer_Optional(value))
#define RcHashTable_GetItemStringRef(table, key, value) \
    (_RcAnalyzer_Look((table), (key)), _RcAnalyzer_Optional(value))
#define RcHashTable_Pop(table, key, value) (_RcAnalyzer_Look((table), (key)), _RcAnalyzer_Popped(value))
#define RcHashTable_PopString(table, key, value) (_RcAnalyzer_Look((table), (key)), _RcAnalyzer_Popped(value))
#define RcHashTable_SetDefaultRef(table, key, value_if_absent, value) \
    (_RcAnalyzer_Look((table), (key)), _RcAnalyzer_Look((value_if_absent), NULL), _RcAnalyzer_Default(value))
#define RcHashTable_Next(table, pos, key, value) \
    (_RcAnalyzer_Look((table), (pos)), _RcAnalyzer_Next((key), (value)))

/* -- stealing: what was stolen may still be looked at, for the thief keeps it -- */

#define RcList_SetItem(op, index, item) (RcList_SetItem)((op), (index), _RcAnalyzer_Lent(item))
#define RcTuple_SetItem(op, index, item) (RcTuple_SetItem)((op), (index), _RcAnalyzer_Lent(item))
#define RcErr_SetRaisedException(exception) (RcErr_SetRaisedException)(_RcAnalyzer_Lent(exception))
#define RcException_SetCause(exception, cause) (RcException_SetCause)((exception), _RcAnalyzer_Lent(cause))
#define RcException_SetContext(exception, context) \
    (RcException_SetContext)((exception), _RcAnalyzer_Lent(context))

/* -- the rest that a declaration cannot say, because the function itself is read, too -- */

#define Rc_IncRef(op) Rc_XINCREF(op)
#define RcObject_Del(op) _RcAnalyzer_XRelease((RcObject *)(op))
#define RcObject_GC_Del(op) _RcAnalyzer_XRelease((RcObject *)(op))

/* Of a function that is given other functions, in a struct or not, the checker believes that anything may have become of
 * its result. */
#define _RC_ANALYZER_MADE(type, first, second) \
    (_RcAnalyzer_Look((first), (second)), (type *)_RcAnalyzer_MayBeNew())
#define _RcObject_New(type) _RC_ANALYZER_MADE(RcObject, (type), NULL)
#define _RcObject_NewVar(type, items) ((void)(items), _RC_ANALYZER_MADE(RcVarObject, (type), NULL))
#define _RcObject_GC_New(type) _RC_ANALYZER_MADE(RcObject, (type), NULL)
#define _RcObject_GC_NewVar(type, items) ((void)(items), _RC_ANALYZER_MADE(RcVarObject, (type), NULL))
#define RcType_GenericAlloc(type, items) ((void)(items), _RC_ANALYZER_MADE(RcObject, (type), NULL))
#define RcType_GenericNew(type, args, kwargs) ((void)(type), _RC_ANALYZER_MADE(RcObject, (args), (kwargs)))
#define RcType_GetName(type) _RC_ANALYZER_MADE(RcObject, (type), NULL)
#define RcType_GetQualName(type) _RC_ANALYZER_MADE(RcObject, (type), NULL)
#define RcCFunction_New(definition, self) _RC_ANALYZER_MADE(RcObject, (definition), (self))
#define RcCFunction_NewEx(definition, self, module) \
    ((void)(definition), _RC_ANALYZER_MADE(RcObject, (self), (module)))
#define RcDescr_NewMethod(type, method) _RC_ANALYZER_MADE(RcObject, (type), (method))
#define RcDescr_NewMember(type, member) _RC_ANALYZER_MADE(RcObject, (type), (member))
#define RcDescr_NewGetSet(type, getset) _RC_ANALYZER_MADE(RcObject, (type), (getset))

/* An object that grows moves: its memory is another, and on failure the old. */
#define _RcObject_GC_Resize(op, items) _RcAnalyzer_Resized((op), (items))
static inline RcVarObject *_RcAnalyzer_Resized(RcVarObject *op, Rc_ssize_t items)
{
    Rc_UNUSED(items);
    RcObject *moved = _RcAnalyzer_MayBeNew();
    if (moved != NULL) {
        _RcAnalyzer_elsewhere = op;
    }
    return (RcVarObject *)moved;
}

/* -- pointers to anything: the capsule's destructor may release what it was given -- */

#define RcCapsule_New(pointer, name, destructor) \
    (_RcAnalyzer_elsewhere = (void *)(pointer), (void)(destructor), _RC_ANALYZER_MADE(RcObject, (name), NULL))
#define RcCapsule_SetPointer(capsule, pointer) \
    (RcCapsule_SetPointer)((capsule), (_RcAnalyzer_elsewhere = (void *)(pointer)))
#define RcCapsule_SetContext(capsule, context) \
    (RcCapsule_SetContext)((capsule), (_RcAnalyzer_elsewhere = (void *)(context)))

/* -- formats -- */

/* _RC_ANALYZER_EACH(m, a, b, ...): m(a) m(b) ..., of up to twelve. */
#define _RC_ANALYZER_EACH(m, ...) \
    _RC_ANALYZER_PICK(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)(m, __VA_ARGS__)
#define _RC_ANALYZER_PICK(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) _RC_ANALYZER_EACH_##n
#define _RC_ANALYZER_EACH_1(m, a) m(a)
#define _RC_ANALYZER_EACH_2(m, a, ...) m(a) _RC_ANALYZER_EACH_1(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_3(m, a, ...) m(a) _RC_ANALYZER_EACH_2(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_4(m, a, ...) m(a) _RC_ANALYZER_EACH_3(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_5(m, a, ...) m(a) _RC_ANALYZER_EACH_4(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_6(m, a, ...) m(a) _RC_ANALYZER_EACH_5(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_7(m, a, ...) m(a) _RC_ANALYZER_EACH_6(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_8(m, a, ...) m(a) _RC_ANALYZER_EACH_7(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_9(m, a, ...) m(a) _RC_ANALYZER_EACH_8(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_10(m, a, ...) m(a) _RC_ANALYZER_EACH_9(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_11(m, a, ...) m(a) _RC_ANALYZER_EACH_10(m, __VA_ARGS__)
#define _RC_ANALYZER_EACH_12(m, a, ...) m(a) _RC_ANALYZER_EACH_11(m, __VA_ARGS__)

/* Is the character among the first sixteen of a format that is a literal?  Of a format that is not: 1.  Without
 * branches, for the analyzer tells of each. */
#define _RC_ANALYZER_HAS(format, unit)                                                                   \
    __builtin_choose_expr(__builtin_types_compatible_p(__typeof__(format), __typeof__(&(format)[0])), 1, \
                          _RC_ANALYZER_IN_4(format, unit, 0) | _RC_ANALYZER_IN_4(format, unit, 4) |      \
                              _RC_ANALYZER_IN_4(format, unit, 8) | _RC_ANALYZER_IN_4(format, unit, 12))
#define _RC_ANALYZER_IN_4(format, unit, at)                                      \
    (_RC_ANALYZER_IS(format, unit, at) | _RC_ANALYZER_IS(format, unit, at + 1) | \
     _RC_ANALYZER_IS(format, unit, at + 2) | _RC_ANALYZER_IS(format, unit, at + 3))
#define _RC_ANALYZER_IS(format, unit, at) (((const char *)(format))[(at) * ((at) < sizeof(format))] == (unit))

RC_END_DECLS

#ifndef __cplusplus /* there a call is seen as declared */

/* What becomes of an argument of Rc_BuildValue: of an object, kept (O), stolen (N), or, in a format with both, one knows
 * not what. */
#define _RC_ANALYZER_BUILT(argument)                                      \
    {                                                                     \
        RcObject *rc_built_ = (RcObject *)_RC_ANALYZER_POINTER(argument); \
        _RcAnalyzer_Keep(rc_built_);                                      \
        if (rc_kept_ & rc_stolen_) {                                      \
            _RcAnalyzer_elsewhere = rc_built_;                            \
        }                                                                 \
        if (rc_stolen_ & !rc_kept_) {                                     \
            _RcAnalyzer_XRelease(rc_built_);                              \
        }                                                                 \
    }
/* An argument, evaluated, or NULL for a number. */
#define _RC_ANALYZER_POINTER(argument)  \
    _Generic((argument), char           \
             : NULL, signed char        \
             : NULL, unsigned char      \
             : NULL, short              \
             : NULL, unsigned short     \
             : NULL, int                \
             : NULL, unsigned           \
             : NULL, long               \
             : NULL, unsigned long      \
             : NULL, long long          \
             : NULL, unsigned long long \
             : NULL, _Bool              \
             : NULL, float              \
             : NULL, double             \
             : NULL, default            \
             : (argument))

#define _RC_ANALYZER_FORMAT(format, ...)                                               \
    int rc_kept_ = _RC_ANALYZER_HAS((format), 'O') || _RC_ANALYZER_HAS((format), 'S'), \
        rc_stolen_ = _RC_ANALYZER_HAS((format), 'N');                                  \
    (void)rc_kept_, (void)rc_stolen_;                                                  \
    _RC_ANALYZER_EACH(_RC_ANALYZER_BUILT, __VA_ARGS__)

/* Without arguments there is nothing to steal. */
#define _RC_ANALYZER_CALL(format, ...)           \
    ({                                           \
        _RC_ANALYZER_FORMAT(format, __VA_ARGS__) \
        _RcAnalyzer_MayBeNew();                  \
    })
#define Rc_BuildValue(...) _RC_ANALYZER_CALL(__VA_ARGS__, 0)
#define RcObject_CallFunction(callable, ...) \
    (_RcAnalyzer_Look((callable), NULL), _RC_ANALYZER_CALL(__VA_ARGS__, 0))
#define RcObject_CallMethod(op, name, ...) (_RcAnalyzer_Look((op), (name)), _RC_ANALYZER_CALL(__VA_ARGS__, 0))

/* Parsing: objects are borrowed, except from a converter (O&). */
static inline void _RcAnalyzer_Parsed(RcObject **target)
{
    *target = _RcAnalyzer_MayBeBorrowed();
}

static inline void _RcAnalyzer_ParsedOther(const volatile void *target)
{
    (void)target;
}

#define _RC_ANALYZER_PARSED(target) \
    _Generic((target), RcObject **: _RcAnalyzer_Parsed, default: _RcAnalyzer_ParsedOther)((void *)(uintptr_t)(target));
#define _RC_ANALYZER_PARSE(call, format, ...)                   \
    ({                                                          \
        int rc_parsed_ = (call);                                \
        if (rc_parsed_ && !_RC_ANALYZER_HAS(format, '&')) {     \
            _RC_ANALYZER_EACH(_RC_ANALYZER_PARSED, __VA_ARGS__) \
        }                                                       \
        rc_parsed_;                                             \
    })
#define RcArg_ParseTuple(args, ...) _RC_ANALYZER_PARSE_TUPLE(args, __VA_ARGS__, 0)
#define _RC_ANALYZER_PARSE_TUPLE(args, format, ...) \
    _RC_ANALYZER_PARSE((RcArg_ParseTuple)((args), (format), __VA_ARGS__), format, __VA_ARGS__)
#define RcArg_ParseTupleAndKeywords(args, kwargs, format, ...) \
    _RC_ANALYZER_PARSE_KEYWORDS(args, kwargs, format, __VA_ARGS__, 0)
#define _RC_ANALYZER_PARSE_KEYWORDS(args, kwargs, format, kwlist, ...)                                   \
    _RC_ANALYZER_PARSE((RcArg_ParseTupleAndKeywords)((args), (kwargs), (format), (kwlist), __VA_ARGS__), \
                       format, __VA_ARGS__)
#define RcArg_UnpackTuple(args, name, min, max, ...) \
    _RC_ANALYZER_PARSE((RcArg_UnpackTuple)((args), (name), (min), (max), __VA_ARGS__), "", __VA_ARGS__)

#endif

#endif

#endif
