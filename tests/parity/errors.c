/* Parity: the error indicator and exceptions. */
#include "parity.h"

static void set_string(void)
{
    PyObject *other = flt(1.5);
    INT(PyErr_Occurred() == NULL, other);
    PyErr_SetString(PyExc_ValueError, "a message");
    INT(PyErr_Occurred() == PyExc_ValueError, other);
    DO(PyErr_SetString(PyExc_KeyError, "a key"), other);
    DO(PyErr_SetString(PyExc_TypeError, ""), other);
    DO(PyErr_SetNone(PyExc_IndexError), other);
    DO(PyErr_Clear(), other);
    Py_DECREF(other);
}

static void set_object_keeps(void)
{
    PyObject *value = flt(1.5), *exception;
    PyErr_SetObject(PyExc_ValueError, value);
    REF(exception, PyErr_GetRaisedException(), exception, value);
    INT(PyErr_Occurred() == NULL, exception, value);
    GIVES(PyObject_GetAttrString(exception, "args"), exception, value);
    GIVES(PyObject_Str(exception), exception, value);
    GIVES(PyObject_Repr(exception), exception, value);
    DO(Py_DECREF(exception), value);
    Py_DECREF(value);
}

static void set_object_of_tuple(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *pair = PyTuple_Pack(2, a, b), *exception;
    PyErr_SetObject(PyExc_ValueError, pair);
    Py_DECREF(pair); /* it is the exception's args, or, since 3.14, copied for them */
    REF(exception, PyErr_GetRaisedException(), exception, a, b);
    GIVES(PyObject_GetAttrString(exception, "args"), exception, a, b);
    GIVES(PyObject_Str(exception), exception, a, b);
    DO(Py_DECREF(exception), a, b);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void clear_releases(void)
{
    PyObject *value = witness("value");
    PyErr_SetObject(PyExc_ValueError, value);
    Py_DECREF(value);
    DO(PyErr_Clear(), NULL);
    DO(PyErr_Clear(), NULL);
}

static void replaced_error_is_released(void)
{
    PyObject *value = witness("first value");
    PyErr_SetObject(PyExc_ValueError, value);
    Py_DECREF(value);
    DO(PyErr_SetString(PyExc_TypeError, "the second"), NULL);
}

static void instance_as_value(void)
{
    PyObject *value = flt(1.5), *exception, *got;
    OBJ(exception, PyObject_CallOneArg(PyExc_ValueError, value), exception, value);
    PyErr_SetObject(PyExc_ValueError, exception);
    REF(got, PyErr_GetRaisedException(), got, exception, value);
    INT(got == exception, exception);
    DO(Py_DECREF(got), exception, value);
    DO(PyErr_SetRaisedException(Py_NewRef(exception)), value);
    DO(Py_DECREF(exception), value);
    Py_DECREF(value);
}

static void raised_exception_steals(void)
{
    PyObject *value = flt(1.5), *exception = PyObject_CallOneArg(PyExc_ValueError, value), *got;
    PyErr_SetRaisedException(Py_NewRef(exception));
    REF(got, PyErr_GetRaisedException(), got, exception, value);
    DO(Py_DECREF(got), exception, value);
    REF(got, PyErr_GetRaisedException(), exception, value);
    PyErr_SetRaisedException(exception);
    DO(PyErr_Clear(), value);
    Py_DECREF(value);
}

static void fetch_and_restore(void)
{
    PyObject *value = flt(1.5), *type, *exception, *traceback;
    PyErr_SetObject(PyExc_ValueError, value);
    PyErr_Fetch(&type, &exception, &traceback);
    INT(type == PyExc_ValueError, value);
    INT(traceback == NULL, value);
    INT(PyErr_Occurred() == NULL, value);
    PyErr_NormalizeException(&type, &exception, &traceback);
    OBJ(exception, exception, exception, value);
    PyErr_Restore(type, exception, traceback);
    INT(PyErr_ExceptionMatches(PyExc_ValueError), value);
    PyErr_Fetch(&type, &exception, &traceback);
    INT(type == NULL && exception == NULL && traceback == NULL, value);
    DO(PyErr_Restore(type, exception, traceback), value);
    Py_DECREF(value);
}

static void matches(void)
{
    PyObject *value = flt(1.5), *pair = PyTuple_Pack(2, PyExc_KeyError, PyExc_LookupError);
    PyErr_SetObject(PyExc_IndexError, value);
    int same = PyErr_ExceptionMatches(PyExc_IndexError), base = PyErr_ExceptionMatches(PyExc_LookupError);
    int other = PyErr_ExceptionMatches(PyExc_KeyError), in_tuple = PyErr_ExceptionMatches(pair);
    DO(PyErr_Clear(), value, pair);
    INT(same, value);
    INT(base, value);
    INT(other, value);
    INT(in_tuple, value);
    INT(PyErr_ExceptionMatches(PyExc_IndexError), value);
    INT(PyErr_GivenExceptionMatches(PyExc_KeyError, PyExc_LookupError), value);
    INT(PyErr_GivenExceptionMatches(PyExc_LookupError, PyExc_KeyError), value);
    INT(PyErr_GivenExceptionMatches(PyExc_KeyError, pair), pair);
    INT(PyErr_GivenExceptionMatches(NULL, PyExc_KeyError), value);
    INT(PyErr_GivenExceptionMatches(value, value), value);
    Py_DECREF(pair);
    Py_DECREF(value);
}

static void format(void)
{
    PyObject *value = flt(1.5), *string = text("some text"), *result;
    REF(result, PyErr_Format(PyExc_ValueError, "bad %R, not '%S' or %s (%d)", value, string, "this", 42),
        value, string);
    REF(result, PyErr_Format(PyExc_TypeError, "plain"), value);
    (void)result;
    Py_DECREF(string);
    Py_DECREF(value);
}

static void ready_made(void)
{
    PyObject *other = flt(1.5);
    INT(PyErr_BadArgument(), other);
    FAILS(PyErr_NoMemory(), other);
    FAILS(PyErr_BadInternalCall(), other);
    Py_DECREF(other);
}

static void key_error_shows_its_key(void)
{
    PyObject *string = text("the key"), *f = flt(1.5);
    DO(PyErr_SetObject(PyExc_KeyError, string), string);
    DO(PyErr_SetObject(PyExc_KeyError, f), f);
    DO(PyErr_SetObject(PyExc_IndexError, string), string);
    Py_DECREF(string);
    Py_DECREF(f);
}

static void instances(void)
{
    PyObject *a = flt(1.5), *b = text("bee"), *exception, *args;
    OBJ(exception, PyObject_CallFunctionObjArgs(PyExc_ValueError, a, b, NULL), exception, a, b);
    GIVES(PyObject_Str(exception), exception, a, b);
    REF(args, PyObject_GetAttrString(exception, "args"), exception, args, a, b);
    DO(Py_DECREF(args), exception, a, b);
    INT(PyExceptionInstance_Check(exception), exception);
    INT(PyExceptionInstance_Check(a), a);
    INT(PyExceptionClass_Check(PyExc_ValueError), exception);
    INT(PyExceptionClass_Check(exception), exception);
    INT(PyExceptionInstance_Class(exception) == PyExc_ValueError, exception);
    DO(Py_DECREF(exception), a, b);
    OBJ(exception, PyObject_CallNoArgs(PyExc_KeyError), exception);
    GIVES(PyObject_Str(exception), exception);
    Py_DECREF(exception);
    OBJ(exception, PyObject_CallOneArg(PyExc_KeyError, b), exception, b);
    GIVES(PyObject_Str(exception), exception, b);
    Py_DECREF(exception);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void cause_steals(void)
{
    PyObject *exception = PyObject_CallNoArgs(PyExc_ValueError), *cause = PyObject_CallNoArgs(PyExc_KeyError),
             *got;
    OBJ(got, PyException_GetCause(exception), exception, cause);
    DO(PyException_SetCause(exception, Py_NewRef(cause)), exception, cause);
    OBJ(got, PyException_GetCause(exception), exception, cause, got);
    DO(Py_DECREF(got), exception, cause);
    DO(PyException_SetCause(exception, Py_NewRef(cause)), exception, cause);
    DO(PyException_SetCause(exception, NULL), exception, cause);
    DO(PyException_SetCause(exception, Py_NewRef(cause)), exception, cause);
    DO(Py_DECREF(exception), cause);
    Py_DECREF(cause);
}

static void context_steals(void)
{
    PyObject *exception = PyObject_CallNoArgs(PyExc_ValueError),
             *context = PyObject_CallNoArgs(PyExc_KeyError), *got;
    DO(PyException_SetContext(exception, Py_NewRef(context)), exception, context);
    OBJ(got, PyException_GetContext(exception), exception, context, got);
    DO(Py_DECREF(got), exception, context);
    DO(PyException_SetContext(exception, NULL), exception, context);
    OBJ(got, PyException_GetContext(exception), exception, context, got);
    Py_DECREF(exception);
    Py_DECREF(context);
}

static void new_exception(void)
{
    PyObject *type = PyErr_NewException("parity.OwnError", PyExc_KeyError, NULL), *value = flt(1.5),
             *exception;
    Py_ssize_t noted = Py_REFCNT(type);
    INT(PyExceptionClass_Check(type), value);
    INT(PyErr_GivenExceptionMatches(type, PyExc_LookupError), value);
    REF(exception, PyObject_CallOneArg(type, value), exception, value);
    DELTA(type, noted);
    DO(Py_DECREF(exception), value);
    DELTA(type, noted);
    PyErr_SetObject(type, value);
    INT(PyErr_GivenExceptionMatches(PyErr_Occurred(), PyExc_KeyError), value);
    DELTA(type, noted);
    PyErr_Format(type, "formatted %R", value);
    DO((void)0, value);
    DELTA(type, noted);
    FAILS(PyErr_NewException("nodot", NULL, NULL), value);
    Py_DECREF(type);
    Py_DECREF(value);
    collect();
}

static void raise_in_dealloc(void *argument)
{
    (void)argument;
    PyErr_SetString(PyExc_TypeError, "from the dealloc");
    PyErr_Clear();
}

static void dealloc_clears_what_it_raised(void)
{
    PyObject *dying = witness("dying"), *other = flt(1.5);
    witness_on_death(dying, raise_in_dealloc, NULL);
    DO(Py_DECREF(dying), other);
    Py_DECREF(other);
}

static void unraisable_is_neutral(void)
{
    PyObject *value = flt(1.5), *where = flt(2.5);
    PyErr_SetObject(PyExc_ValueError, value);
    DO(PyErr_WriteUnraisable(where), value, where);
    INT(PyErr_Occurred() == NULL, value, where);
    Py_DECREF(value);
    Py_DECREF(where);
}

static const Case cases[] = {
    {"error.set_string", set_string},
    {"error.set_object keeps", set_object_keeps},
    {"error.set_object of tuple", set_object_of_tuple},
    {"error.clear releases", clear_releases},
    {"error.replaced error is released", replaced_error_is_released},
    {"error.instance as value", instance_as_value},
    {"error.raised exception steals", raised_exception_steals},
    {"error.fetch and restore", fetch_and_restore},
    {"error.matches", matches},
    {"error.format", format},
    {"error.ready made", ready_made},
    {"error.KeyError shows its key", key_error_shows_its_key},
    {"error.raised in a dealloc", dealloc_clears_what_it_raised},
    {"error.unraisable", unraisable_is_neutral},
    {"exception.instances", instances},
    {"exception.cause steals", cause_steals},
    {"exception.context steals", context_steals},
    {"exception.new type", new_exception},
};
PARITY_MAIN(cases)
