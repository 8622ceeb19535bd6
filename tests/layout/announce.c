/* Every operation of a user's source is announced to the ledger: under its name, with its line, after its arguments
 * and before itself, and each argument is evaluated once.
 *
 * The functions that announce are this program's own, in front of the library's.  The source is C and C++. */
#include <recount/python.h>

#include <stdio.h>
#include <string.h>

static struct {
    const char *api;
    int line;
} announced[100];
static int count, wrong;

int _RcLedger_At(const char *api, const char *file, int line, const char *function, void *frame,
                 void *return_address)
{
    if (strstr(file, "announce.c") == NULL || function == NULL || frame == NULL || return_address == NULL) {
        printf("%s: no place\n", api);
        wrong++;
    }
    if (count < 100) {
        announced[count].api = api;
        announced[count++].line = line;
    }
    return 0;
}

static struct RcObject *given, *lent;
static const struct RcObject *last_lender;

struct RcObject *_RcLedger_Got(struct RcObject *op)
{
    return given = op;
}

struct RcObject *_RcLedger_Lent(const struct RcObject *lender, struct RcObject *op)
{
    last_lender = lender;
    return lent = op;
}

static int lent_by[2]; /* the arguments that the last call lent by */

void _RcLedger_LentOut(const struct RcObject *lender, struct RcObject *op, int argument)
{
    last_lender = lender;
    lent = op;
    lent_by[0] = lent_by[1];
    lent_by[1] = argument;
}

/* The names since the last call, separated by blanks, must be these, all from this line. */
static void expect_at(int line, const char *names)
{
    char text[1000] = "";

    for (int i = 0; i < count; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i > 0 ? " " : "", announced[i].api);
        if (announced[i].line != line) {
            printf("line %d: %s was announced at line %d\n", line, announced[i].api, announced[i].line);
            wrong++;
        }
    }
    if (strcmp(text, names) != 0) {
        printf("line %d: announced: %s\n  expected: %s\n", line, text, names);
        wrong++;
    }
    count = 0;
}

#define EXPECT(names, statement)    \
    do {                            \
        statement;                  \
        expect_at(__LINE__, names); \
    } while (0)

static void check_at(int line, int condition)
{
    if (!condition) {
        printf("line %d: not as it should be\n", line);
        wrong++;
    }
}
#define CHECK(condition) check_at(__LINE__, condition)

/* How often an argument was evaluated. */
static int evaluated;

static RcObject *once(RcObject *op)
{
    evaluated++;
    return op;
}

static void test_counts(RcObject *op)
{
    Rc_ssize_t before = Rc_REFCNT(op);
    RcObject *slot = NULL;

    evaluated = 0;
    EXPECT("Rc_INCREF", Rc_INCREF(once(op)));
    EXPECT("Rc_DECREF", Rc_DECREF(once(op)));
    EXPECT("Rc_XINCREF", Rc_XINCREF(once(op)));
    EXPECT("Rc_XDECREF", Rc_XDECREF(once(op)));
    EXPECT("Rc_NewRef", slot = Rc_NewRef(once(op)));
    EXPECT("Rc_NewRef Rc_SETREF", Rc_SETREF(slot, Rc_NewRef(once(op))));
    EXPECT("Rc_XNewRef Rc_XSETREF", Rc_XSETREF(slot, Rc_XNewRef(once(op))));
    EXPECT("Rc_CLEAR", Rc_CLEAR(slot));
    EXPECT("Rc_CLEAR", Rc_CLEAR(slot));
    EXPECT("Rc_TryIncRef", CHECK(Rc_TryIncRef(once(op))));
    EXPECT("Rc_SET_REFCNT", Rc_SET_REFCNT(once(op), Rc_REFCNT(op)));
    EXPECT("Rc_DecRef", Rc_DecRef(once(op)));
    CHECK(evaluated == 10 && slot == NULL && Rc_REFCNT(op) == before);
}

static RcObject *return_none(void)
{
    Rc_RETURN_NONE;
}

static RcObject *return_true(void)
{
    Rc_RETURN_TRUE;
}

static RcObject *return_richcompare(int operation)
{
    Rc_RETURN_RICHCOMPARE(1, 2, operation);
}

static void test_returns(void)
{
    RcObject *none = return_none(), *truth = return_true(), *less = return_richcompare(Rc_LT);

    CHECK(none == Rc_None && truth == Rc_True && less == Rc_True);
    CHECK(count == 3 && strcmp(announced[0].api, "Rc_RETURN_NONE") == 0 &&
          strcmp(announced[1].api, "Rc_RETURN_TRUE") == 0 &&
          strcmp(announced[2].api, "Rc_RETURN_RICHCOMPARE") == 0);
    Rc_DECREF(none); /* immortal, and booked all the same */
    Rc_DECREF(truth);
    Rc_DECREF(less);
    count = 0;
}

static void test_items(RcObject *op)
{
    RcObject *list, *tuple;

    evaluated = 0;
    EXPECT("RcList_New", list = RcList_New(1));
    CHECK(given == list);
    EXPECT("RcTuple_New", tuple = RcTuple_New(1));
    EXPECT("Rc_NewRef RcList_SET_ITEM", RcList_SET_ITEM(once(list), 0, Rc_NewRef(once(op))));
    EXPECT("Rc_NewRef RcTuple_SET_ITEM", RcTuple_SET_ITEM(once(tuple), 0, Rc_NewRef(once(op))));
    lent = NULL;
    EXPECT("RcList_GET_ITEM", CHECK(RcList_GET_ITEM(once(list), 0) == op));
    CHECK(lent == op && last_lender == list);
    EXPECT("RcTuple_GET_ITEM", CHECK(*&RcTuple_GET_ITEM(once(tuple), 0) == op));
    EXPECT("RcList_GetItem", CHECK(RcList_GetItem(once(list), 0) == op));
    CHECK(lent == op);
    EXPECT("RcSequence_ITEM", CHECK(RcSequence_ITEM(once(list), 0) == op));
    CHECK(given == op && evaluated == 8);
    Rc_DECREF(op);
    Rc_DECREF(tuple);
    Rc_DECREF(list);
    count = 0;
}

/* Calls within arguments come first, whether or not a function has variable arguments. */
static void test_nested(void)
{
    RcObject *list = NULL, *value = NULL;
    int size = 0;

    EXPECT("RcInt_FromLong Rc_BuildValue", value = Rc_BuildValue("(Ni)", RcInt_FromLong(1), 2));
    CHECK(given == value);
    EXPECT("Rc_BuildValue Rc_BuildValue", list = Rc_BuildValue("[iN]", 1, Rc_BuildValue("(i)", 1)));
    EXPECT("RcTuple_GetItem RcList_Append", size = RcList_Append(list, RcTuple_GetItem(value, 0)));
    CHECK(size == 0);
    EXPECT("RcList_Size", size = (int)RcList_Size(list));
    CHECK(size == 3);
    if (RcErr_Occurred() || RcList_SetItem(list, 9, NULL) == 0) {
        CHECK(0);
    }
    CHECK(count == 2);
    count = 0;
    EXPECT("RcErr_Clear", RcErr_Clear());
    EXPECT("Rc_CLEAR", Rc_CLEAR(value));
    EXPECT("Rc_DECREF", Rc_DECREF(list));
}

/* A name without a call, a name in parentheses and a call through a pointer are the function itself. */
static void test_pointers(void)
{
    RcObject *(*make)(Rc_ssize_t) = RcList_New;
    Rc_freefunc release = RcObject_GC_Del;
    RcObject *first, *second;

    EXPECT("", first = make(0));
    EXPECT("", second = (RcList_New)(0));
    CHECK(release != NULL);
    EXPECT("", (Rc_DECREF)(first));
    EXPECT("Rc_DecRef", Rc_DecRef(second));
}

/* CPython's spellings are recount's operations; what python.h adds has its own names. */
static void test_aliases(void)
{
    PyObject *dict, *key;

    EXPECT("RcHashTable_New", dict = PyDict_New());
    EXPECT("RcStr_FromString", key = PyUnicode_FromString("key"));
    EXPECT("RcHashTable_SetItem", CHECK(PyDict_SetItem(dict, key, Py_None) == 0));
    EXPECT("PyDict_GetItem", CHECK(PyDict_GetItem(dict, key) == Py_None));
    CHECK(lent == Py_None);
    EXPECT("Rc_INCREF", Py_INCREF(key));
    EXPECT("RcErr_BadInternalCall", PyErr_BadInternalCall());
    EXPECT("RcErr_Clear", PyErr_Clear());
    EXPECT("Rc_DECREF", Py_DECREF(key));
    EXPECT("Rc_DECREF", Py_DECREF(key));
    EXPECT("Rc_DECREF", Py_DECREF(dict));
}

/* A function with variable arguments announces itself, from within the library, and only where it was called by the
 * user: SetItem's error is made by RcErr_Format. */
static void test_library_calls(void)
{
    RcObject *list, *tuple = NULL;

    EXPECT("RcList_New", list = RcList_New(0));
    EXPECT("RcList_SetItem RcTuple_Pack", tuple = RcTuple_Pack(RcList_SetItem(list, 5, NULL) + 2, list));
    EXPECT("RcErr_Format", (void)RcErr_Format(RcExc_TypeError, "%d", 1));
    EXPECT("RcErr_Clear", RcErr_Clear());
    EXPECT("Rc_DECREF", Rc_DECREF(tuple));
    EXPECT("Rc_DECREF", Rc_DECREF(list));
}

int main(void)
{
    RcObject *op;

    EXPECT("Rc_Initialize", CHECK(Rc_Initialize() == 0));
    EXPECT("RcFloat_FromDouble", op = RcFloat_FromDouble(2.5));
    CHECK(given == op);
    test_counts(op);
    test_returns();
    test_items(op);
    test_nested();
    test_pointers();
    test_aliases();
    test_library_calls();
    EXPECT("Rc_DECREF", Rc_DECREF(op));
    EXPECT("Rc_Finalize", CHECK(Rc_Finalize() == 0));
    return wrong == 0 ? 0 : 1;
}
