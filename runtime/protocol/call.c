/* Calling objects: translation between the two conventions, and a look at what came back.
 *
 * Whatever way a call takes, it passes through one of three functions here that enter the callable:
 * enter_vectorcall, enter_slot, enter_method.  They count the depth of recursion, and they see to it that a
 * result without error or an error without result is all that a caller ever gets.
 *
 * Arrays of arguments hold borrowed references: what is in them is owned by the caller, or by a tuple or list
 * that lives until the call is over. */
#include "core/errors.h"
#include "protocol/attribute.h"
#include "protocol/call_internal.h"
#include "protocol/mapping_internal.h"
#include <recount/args.h>
#include <recount/call.h>
#include <recount/descriptor.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/lifecycle.h>
#include <recount/list.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>
#include <stdarg.h>
#include <string.h>

int RcCallable_Check(RcObject *op)
{
    return op != NULL && Rc_TYPE(op)->tp_call != NULL;
}

Rc_vectorcallfunc RcVectorcall_Function(RcObject *callable)
{
    Rc_vectorcallfunc function = NULL;
    if (callable != NULL && RcType_HasFeature(Rc_TYPE(callable), Rc_TPFLAGS_HAVE_VECTORCALL)) {
        const char *field = (const char *)callable + Rc_TYPE(callable)->tp_vectorcall_offset;
        memcpy(&function, field, sizeof function);
    }
    return function;
}

/* ---- Results ---- */

/* callable broke the rule that either a result or an error comes back: result is NULL, and no error is pending, or
 * neither.  Turns that into a SystemError; result is stolen. */
static RcObject *wrong_result(RcObject *callable, RC_STEALS RcObject *result)
{
    if (result == NULL) {
        RcErr_Format(RcExc_SystemError, "%R returned NULL without setting an exception", callable);
        return NULL;
    }
    RcObject *pending = RcErr_GetRaisedException();
    Rc_DECREF(result);
    RcErr_Format(RcExc_SystemError, "%R returned a result with an exception set", callable);
    RcObject *error = RcErr_GetRaisedException();
    if (RcErr_GivenExceptionMatches(error, RcExc_SystemError)) {
        RcException_SetCause(error, Rc_NewRef(pending));
        RcException_SetContext(error, Rc_NewRef(pending));
    }
    RcErr_SetRaisedException(error);
    Rc_DECREF(pending);
    return NULL;
}

static inline int is_consistent(const RcObject *result)
{
    return (result == NULL) == (RcErr_Occurred() != NULL);
}

static RcObject *check_result(RcObject *callable, RcObject *result)
{
    if (is_consistent(result)) {
        RC_HOOK_USER_CODE(callable);
        return result;
    }
    return wrong_result(callable, result);
}

/* ---- The three ways in ---- */

static const char *const where_calling = " while calling an object";

static RcObject *enter_vectorcall(Rc_vectorcallfunc function, RcObject *callable, RcObject *const *args,
                                  size_t nargsf, RcObject *kwnames)
{
    if (Rc_EnterRecursiveCall(where_calling) < 0) {
        return NULL;
    }
    RcObject *result = RC_HOOK_RESULT_OF(function, function(callable, args, nargsf, kwnames));
    Rc_LeaveRecursiveCall();
    RC_HOOK_CALLED(args, RcVectorcall_NARGS(nargsf));
    return check_result(callable, result);
}

/* callable has a tp_call. */
static RcObject *enter_slot(RcObject *callable, RcObject *args, RcObject *kwargs)
{
    if (Rc_EnterRecursiveCall(where_calling) < 0) {
        return NULL;
    }
    Rc_ternaryfunc slot = Rc_TYPE(callable)->tp_call;
    RcObject *result = RC_HOOK_RESULT_OF(slot, slot(callable, args, kwargs));
    Rc_LeaveRecursiveCall();
    return check_result(callable, result);
}

/* A method that was found in a type, and that no object has been made for.  Should it misbehave, the message
 * needs one. */
static RcObject *enter_method(const RcAttribute *method, RcObject *self, RcObject *const *args,
                              Rc_ssize_t nargs, RcObject *kwnames)
{
    if (Rc_EnterRecursiveCall(where_calling) < 0) {
        return NULL;
    }
    RcObject *result =
        _RcMethodDef_Call((const RcMethodDef *)method->definition, method->owner, self, args, nargs, kwnames);
    Rc_LeaveRecursiveCall();
    if (is_consistent(result)) {
        return result;
    }
    RcObject *pending = RcErr_GetRaisedException();
    RcObject *callable = RcDescr_NewMethod(method->owner, (RcMethodDef *)method->definition);
    if (callable == NULL) {
        Rc_XDECREF(result);
        Rc_XDECREF(pending);
        return NULL;
    }
    RcErr_SetRaisedException(pending);
    wrong_result(callable, result);
    Rc_DECREF(callable);
    return NULL;
}

/* ---- From an array to a tuple and a mapping ---- */

RcObject **_RcStack_Reserve(RcObject **small, Rc_ssize_t items)
{
    if (items <= RC_SMALL_STACK) {
        return small;
    }
    RcObject **stack = RcMem_New(RcObject *, items);
    if (stack == NULL) {
        RcErr_NoMemory();
    }
    return stack;
}

void _RcStack_Release(RcObject **small, RcObject **stack)
{
    if (stack != small) {
        RcMem_Free(stack);
    }
}

static int check_keyword(RcObject *name)
{
    if (name == NULL || !RcStr_Check(name)) {
        RcErr_SetString(RcExc_TypeError, "keywords must be strings");
        return -1;
    }
    return 0;
}

int _RcCall_PackKeywords(RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames, RcObject **kwargs)
{
    *kwargs = NULL;
    if (kwnames == NULL || RcTuple_GET_SIZE(kwnames) == 0) {
        return 0;
    }
    RcObject *const *values = args + nargs;
    RcObject *mapping = _RcMapping_New();
    if (mapping == NULL) {
        return -1;
    }
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(kwnames); i++) {
        RcObject *name = RcTuple_GET_ITEM(kwnames, i);
        if (check_keyword(name) < 0 || RcObject_SetItem(mapping, name, values[i]) < 0) {
            Rc_DECREF(mapping);
            return -1;
        }
    }
    *kwargs = mapping;
    return 0;
}

/* Calls what has no vectorcall. */
static RcObject *call_slot(RcObject *callable, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwargs)
{
    if (Rc_TYPE(callable)->tp_call == NULL) {
        RcErr_Format(RcExc_TypeError, "'%.200s' object is not callable", Rc_TYPE(callable)->tp_name);
        return NULL;
    }
    RcObject *tuple = RcTuple_FromArray(args, nargs);
    if (tuple == NULL) {
        return NULL;
    }
    RcObject *result = enter_slot(callable, tuple, kwargs);
    Rc_DECREF(tuple);
    return result;
}

RcObject *RcObject_Vectorcall(RcObject *callable, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    Rc_ssize_t nargs = RcVectorcall_NARGS(nargsf);
    if (callable == NULL || (args == NULL && nargs > 0)) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (kwnames != NULL && !RcTuple_Check(kwnames)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    Rc_vectorcallfunc function = RcVectorcall_Function(callable);
    if (function != NULL) {
        return enter_vectorcall(function, callable, args, nargsf, kwnames);
    }
    RcObject *kwargs;
    if (_RcCall_PackKeywords(args, nargs, kwnames, &kwargs) < 0) {
        return NULL;
    }
    RcObject *result = call_slot(callable, args, nargs, kwargs);
    Rc_XDECREF(kwargs);
    return result;
}

/* ---- From a tuple and a mapping to an array ---- */

/* Has the mapping (or NULL) a pair: 1, 0, or -1 with an error. */
static int has_keywords(RcObject *kwargs)
{
    Rc_ssize_t size = kwargs == NULL ? 0 : RcMapping_Size(kwargs);
    return size < 0 ? -1 : size > 0;
}

/* Moves the pairs in the list items to kwnames, whose slots are empty, and to values (borrowed
 * from items). */
static int split_items(RcObject *items, RcObject *kwnames, RcObject **values)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(items); i++) {
        RcObject *pair = RcList_GET_ITEM(items, i);
        if (!RcTuple_Check(pair) || RcTuple_GET_SIZE(pair) != 2) {
            RcErr_Format(RcExc_TypeError, "items of keywords must be pairs, not '%.200s'",
                         Rc_TYPE(pair)->tp_name);
            return -1;
        }
        RcObject *name = RcTuple_GET_ITEM(pair, 0);
        if (check_keyword(name) < 0) {
            return -1;
        }
        RcTuple_SET_ITEM(kwnames, i, Rc_NewRef(name));
        values[i] = RcTuple_GET_ITEM(pair, 1);
    }
    return 0;
}

/* Calls function with an array and keywords from a mapping.  The list of items is nobody else's, and is taken
 * out of the collector's sight so that nobody finds it: the array's values live until the call is over. */
static RcObject *call_with_mapping(Rc_vectorcallfunc function, RcObject *callable, RcObject *const *args,
                                   Rc_ssize_t nargs, RcObject *kwargs)
{
    RcObject *result = NULL;
    RcObject *kwnames = NULL;
    RcObject *small[RC_SMALL_STACK];
    RcObject **stack = small;
    RcObject *items = RcMapping_Items(kwargs);
    if (items == NULL) {
        return NULL;
    }
    RcObject_GC_UnTrack(items);
    Rc_ssize_t pairs = RcList_GET_SIZE(items);
    kwnames = RcTuple_New(pairs);
    if (kwnames == NULL) {
        goto done;
    }
    stack = _RcStack_Reserve(small, 1 + nargs + pairs);
    if (stack == NULL) {
        goto done;
    }
    stack[0] = NULL; /* the callee's, by RC_VECTORCALL_ARGUMENTS_OFFSET */
    for (Rc_ssize_t i = 0; i < nargs; i++) {
        stack[1 + i] = args[i];
    }
    if (split_items(items, kwnames, stack + 1 + nargs) == 0) {
        result = function(callable, stack + 1, (size_t)nargs | RC_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    }
done:
    _RcStack_Release(small, stack);
    Rc_XDECREF(kwnames);
    Rc_DECREF(items);
    return result;
}

RcObject *_RcCall_Unpacked(Rc_vectorcallfunc function, RcObject *callable, RcObject *args, RcObject *kwargs)
{
    RcObject *const *items = &RcTuple_GET_ITEM(args, 0);
    Rc_ssize_t nargs = RcTuple_GET_SIZE(args);
    int keywords = has_keywords(kwargs);
    if (keywords < 0) {
        return NULL;
    }
    if (keywords) {
        return call_with_mapping(function, callable, items, nargs, kwargs);
    }
    return function(callable, items, (size_t)nargs, NULL);
}

/* Are these the tuple and the mapping (or NULL) of a call?  Otherwise SystemError. */
static int check_arguments(RcObject *callable, RcObject *args, RcObject *kwargs, const char *function)
{
    if (callable == NULL || args == NULL) {
        _RcErr_NullArgument(function);
        return -1;
    }
    if (!RcTuple_Check(args) || (kwargs != NULL && !RcMapping_Check(kwargs))) {
        _RcErr_BadInternalCall(function);
        return -1;
    }
    return 0;
}

static RcObject *vectorcall_unpacked(Rc_vectorcallfunc function, RcObject *callable, RcObject *args,
                                     RcObject *kwargs)
{
    if (Rc_EnterRecursiveCall(where_calling) < 0) {
        return NULL;
    }
    RcObject *result = _RcCall_Unpacked(function, callable, args, kwargs);
    Rc_LeaveRecursiveCall();
    return check_result(callable, result);
}

RcObject *RcVectorcall_Call(RcObject *callable, RcObject *args, RcObject *kwargs)
{
    if (check_arguments(callable, args, kwargs, __func__) < 0) {
        return NULL;
    }
    Rc_vectorcallfunc function = RcVectorcall_Function(callable);
    if (function == NULL) {
        RcErr_Format(RcExc_TypeError, "'%.200s' object does not support vectorcall",
                     Rc_TYPE(callable)->tp_name);
        return NULL;
    }
    return vectorcall_unpacked(function, callable, args, kwargs);
}

RcObject *RcObject_Call(RcObject *callable, RcObject *args, RcObject *kwargs)
{
    if (check_arguments(callable, args, kwargs, __func__) < 0) {
        return NULL;
    }
    Rc_vectorcallfunc function = RcVectorcall_Function(callable);
    if (function != NULL) {
        return vectorcall_unpacked(function, callable, args, kwargs);
    }
    if (Rc_TYPE(callable)->tp_call == NULL) {
        RcErr_Format(RcExc_TypeError, "'%.200s' object is not callable", Rc_TYPE(callable)->tp_name);
        return NULL;
    }
    return enter_slot(callable, args, kwargs);
}

RcObject *RcObject_VectorcallDict(RcObject *callable, RcObject *const *args, size_t nargsf, RcObject *kwargs)
{
    Rc_ssize_t nargs = RcVectorcall_NARGS(nargsf);
    if (callable == NULL || (args == NULL && nargs > 0)) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (kwargs != NULL && !RcMapping_Check(kwargs)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    Rc_vectorcallfunc function = RcVectorcall_Function(callable);
    if (function == NULL) {
        return call_slot(callable, args, nargs, kwargs);
    }
    int keywords = has_keywords(kwargs);
    if (keywords < 0) {
        return NULL;
    }
    if (!keywords) {
        return enter_vectorcall(function, callable, args, nargsf, NULL);
    }
    if (Rc_EnterRecursiveCall(where_calling) < 0) {
        return NULL;
    }
    RcObject *result = call_with_mapping(function, callable, args, nargs, kwargs);
    Rc_LeaveRecursiveCall();
    return check_result(callable, result);
}

/* ---- Few arguments, and formats ---- */

RcObject *RcObject_CallNoArgs(RcObject *callable)
{
    if (callable == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcObject *stack[1] = {NULL};
    return RcObject_Vectorcall(callable, stack + 1, 0 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

RcObject *RcObject_CallOneArg(RcObject *callable, RcObject *argument)
{
    if (callable == NULL || argument == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcObject *stack[2] = {NULL, argument};
    return RcObject_Vectorcall(callable, stack + 1, 1 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

RcObject *RcObject_CallObject(RcObject *callable, RcObject *args)
{
    if (callable == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (args == NULL) {
        return RcObject_CallNoArgs(callable);
    }
    if (!RcTuple_Check(args)) {
        RcErr_SetString(RcExc_TypeError, "argument list must be a tuple");
        return NULL;
    }
    return RcObject_Call(callable, args, NULL);
}

/* The tuple of arguments that a format describes.  Result new. */
static RcObject *build_arguments(const char *format, va_list values)
{
    if (format == NULL || format[strspn(format, " \t,:")] == '\0') {
        return RcTuple_New(0);
    }
    RcObject *built = Rc_VaBuildValue(format, values);
    if (built == NULL || RcTuple_Check(built)) {
        return built;
    }
    RcObject *args = RcTuple_FromArray(&built, 1);
    Rc_DECREF(built);
    return args;
}

RcObject *RcObject_CallFunction(RcObject *callable, const char *format, ...)
{
    RC_HOOK_VARIADIC();
    /* The arguments are built even for nobody: "N" is stolen on failure, too. */
    va_list values;
    va_start(values, format);
    RcObject *args = build_arguments(format, values);
    va_end(values);
    if (args == NULL) {
        return NULL;
    }
    RcObject *result = NULL;
    if (callable == NULL) {
        _RcErr_NullArgument(__func__);
    } else {
        result = RcObject_Call(callable, args, NULL);
    }
    Rc_DECREF(args);
    return result;
}

/* ---- Methods ---- */

/* What to call for a method: a definition in the type, or a callable object. */
typedef struct Target {
    RcAttribute method; /* kind RC_ATTRIBUTE_METHOD, or the callable is used */
    RcObject *callable; /* owned, or NULL */
} Target;

/* Does calling this attribute through the definition alone do what its object would do? */
static int is_plain_method(const RcAttribute *found)
{
    return found->kind == RC_ATTRIBUTE_METHOD &&
           (((const RcMethodDef *)found->definition)->ml_flags & (RC_METH_CLASS | RC_METH_STATIC)) == 0;
}

/* Only a value is owned. */
static void drop_attribute(RcAttribute *found)
{
    if (found->kind == RC_ATTRIBUTE_VALUE) {
        Rc_DECREF(found->value);
    }
}

/* Looks up a method in op's type.  1 found, 0 not such a one, -1 error. */
static int find_plain_method(RcObject *op, RcObject *name, RcAttribute *found)
{
    int status = _RcType_Lookup(Rc_TYPE(op), name, found);
    if (status <= 0 || is_plain_method(found)) {
        return status;
    }
    drop_attribute(found);
    return 0;
}

/* Finds op.name.  0, or -1 with an error. */
static int find_target(RcObject *op, RcObject *name, Target *target)
{
    target->callable = NULL;
    if (Rc_TYPE(op)->tp_getattro == RcObject_GenericGetAttr && RcStr_Check(name)) {
        int found = find_plain_method(op, name, &target->method);
        if (found != 0) {
            return found < 0 ? -1 : 0;
        }
    }
    target->callable = RcObject_GetAttr(op, name);
    return target->callable == NULL ? -1 : 0;
}

/* args[0] is the object; nargsf counts it. */
static RcObject *call_target(Target *target, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    if (target->callable == NULL) {
        return enter_method(&target->method, args[0], args + 1, RcVectorcall_NARGS(nargsf) - 1, kwnames);
    }
    RcObject *result = RcObject_Vectorcall(target->callable, args + 1, nargsf - 1, kwnames);
    Rc_DECREF(target->callable);
    return result;
}

RcObject *RcObject_VectorcallMethod(RcObject *name, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    Rc_ssize_t nargs = RcVectorcall_NARGS(nargsf);
    if (name == NULL || args == NULL || (nargs > 0 && args[0] == NULL)) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (nargs < 1 || (kwnames != NULL && !RcTuple_Check(kwnames))) {
        RcErr_BadInternalCall();
        return NULL;
    }
    Target target;
    if (find_target(args[0], name, &target) < 0) {
        return NULL;
    }
    return call_target(&target, args, nargsf, kwnames);
}

RcObject *RcObject_CallMethodNoArgs(RcObject *op, RcObject *name)
{
    if (op == NULL || name == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    return RcObject_VectorcallMethod(name, &op, 1 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

RcObject *RcObject_CallMethodOneArg(RcObject *op, RcObject *name, RcObject *argument)
{
    if (op == NULL || name == NULL || argument == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcObject *stack[2] = {op, argument};
    return RcObject_VectorcallMethod(name, stack, 2 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* Calls a found method with op and the items of a tuple.  The target is used up. */
static RcObject *call_target_with_tuple(Target *target, RcObject *op, RcObject *args)
{
    if (target->callable != NULL && !RcCallable_Check(target->callable)) {
        RcErr_Format(RcExc_TypeError, "attribute of type '%.200s' is not callable",
                     Rc_TYPE(target->callable)->tp_name);
        Rc_DECREF(target->callable);
        return NULL;
    }
    RcObject *small[RC_SMALL_STACK];
    Rc_ssize_t nargs = RcTuple_GET_SIZE(args);
    RcObject **stack = _RcStack_Reserve(small, 1 + nargs);
    if (stack == NULL) {
        Rc_XDECREF(target->callable);
        return NULL;
    }
    stack[0] = op;
    for (Rc_ssize_t i = 0; i < nargs; i++) {
        stack[1 + i] = RcTuple_GET_ITEM(args, i);
    }
    RcObject *result = call_target(target, stack, (size_t)(1 + nargs) | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    _RcStack_Release(small, stack);
    return result;
}

RcObject *RcObject_CallMethod(RcObject *op, const char *name, const char *format, ...)
{
    va_list values;
    RC_HOOK_VARIADIC();
    va_start(values, format);
    RcObject *args = build_arguments(format, values);
    va_end(values);
    if (args == NULL) {
        return NULL;
    }
    RcObject *result = NULL;
    RcObject *key = NULL;
    Target target;
    if (op == NULL || name == NULL) {
        _RcErr_NullArgument(__func__);
        goto done;
    }
    key = RcStr_FromString(name);
    if (key != NULL && find_target(op, key, &target) == 0) {
        result = call_target_with_tuple(&target, op, args);
    }
done:
    Rc_XDECREF(key);
    Rc_DECREF(args);
    return result;
}

int _RcObject_CallSpecial(RcObject *op, const char *name, RcObject **result)
{
    RcObject *key = RcStr_FromString(name);
    if (key == NULL) {
        return -1;
    }
    RcAttribute found;
    int status = _RcType_Lookup(Rc_TYPE(op), key, &found);
    if (status > 0 && is_plain_method(&found)) {
        *result = enter_method(&found, op, NULL, 0, NULL);
    } else if (status > 0) {
        drop_attribute(&found);
        *result = RcObject_CallMethodNoArgs(op, key);
    }
    Rc_DECREF(key);
    return status > 0 && *result == NULL ? -1 : status;
}

/* ---- Arguments that end with NULL ---- */

static Rc_ssize_t count_until_null(va_list objects)
{
    Rc_ssize_t count = 0;
    while (va_arg(objects, RcObject *) != NULL) {
        count++;
    }
    return count;
}

/* The array of an object (the callable or the method's self) and the arguments that follow it. */
static RcObject **collect_objects(RcObject *first, RcObject **small, va_list counted, va_list objects,
                                  Rc_ssize_t *count)
{
    *count = 1 + count_until_null(counted);
    RcObject **stack = _RcStack_Reserve(small, *count);
    if (stack != NULL) {
        stack[0] = first;
        for (Rc_ssize_t i = 1; i < *count; i++) {
            stack[i] = va_arg(objects, RcObject *);
        }
    }
    return stack;
}

RcObject *RcObject_CallFunctionObjArgs(RcObject *callable, ...)
{
    RC_HOOK_VARIADIC();
    if (callable == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcObject *small[RC_SMALL_STACK];
    small[1] = NULL; /* without arguments their array has no element, and gcc for 32 bits asks for one */
    Rc_ssize_t count;
    va_list objects, counted;
    va_start(objects, callable);
    va_copy(counted, objects);
    RcObject **stack = collect_objects(NULL, small, counted, objects, &count);
    va_end(counted);
    va_end(objects);
    if (stack == NULL) {
        return NULL;
    }
    RcObject *result =
        RcObject_Vectorcall(callable, stack + 1, (size_t)(count - 1) | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    _RcStack_Release(small, stack);
    return result;
}

RcObject *RcObject_CallMethodObjArgs(RcObject *op, RcObject *name, ...)
{
    RC_HOOK_VARIADIC();
    if (op == NULL || name == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcObject *small[RC_SMALL_STACK];
    Rc_ssize_t count;
    va_list objects, counted;
    va_start(objects, name);
    va_copy(counted, objects);
    RcObject **stack = collect_objects(op, small, counted, objects, &count);
    va_end(counted);
    va_end(objects);
    if (stack == NULL) {
        return NULL;
    }
    RcObject *result =
        RcObject_VectorcallMethod(name, stack, (size_t)count | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    _RcStack_Release(small, stack);
    return result;
}
