/* The same keys in CPython's dict, by its shared library, which is looked for when the program runs.
 *
 * All of it happens in a child process: a CPython that is not whole ends the process that starts it. */
#include "measure.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef void *Object; /* PyObject * */

/* What is needed of CPython; each has had its signature since 3.0. */
typedef struct Python {
    void (*InitializeEx)(int);
    Object (*DictNew)(void);
    int (*DictSetItem)(Object, Object, Object);
    int (*DictContains)(Object, Object);
    Object (*ListNew)(ptrdiff_t);
    int (*ListAppend)(Object, Object);
    Object (*ListGetItem)(Object, ptrdiff_t); /* borrowed */
    Object (*StrFromStringAndSize)(const char *, ptrdiff_t);
    Object (*IntFromLongLong)(long long);
    long long (*IntAsLongLong)(Object);
    Object (*CallMethod)(Object, const char *, const char *, ...);
    void (*DecRef)(Object);
    const char *(*GetVersion)(void);
} Python;

/* What the child tells. */
typedef struct Answer {
    Times times;
    size_t bytes;
    char version[16];
} Answer;

static void *open_library(void)
{
    for (int minor = 14; minor >= 9; minor--) {
        char name[40];
        snprintf(name, sizeof name, "libpython3.%d.so.1.0", minor);
        void *library = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
        if (library != NULL) {
            return library;
        }
    }
    return NULL;
}

/* POSIX lets the pointer of a function be a void *; ISO C does not let it be converted. */
static int load(void *library, const char *name, void *slot)
{
    void *function = dlsym(library, name);
    memcpy(slot, &function, sizeof function);
    return function != NULL;
}

static int load_all(Python *py)
{
    void *library = open_library();
    return library != NULL && load(library, "Py_InitializeEx", &py->InitializeEx) &&
           load(library, "PyDict_New", &py->DictNew) && load(library, "PyDict_SetItem", &py->DictSetItem) &&
           load(library, "PyDict_Contains", &py->DictContains) && load(library, "PyList_New", &py->ListNew) &&
           load(library, "PyList_Append", &py->ListAppend) &&
           load(library, "PyList_GetItem", &py->ListGetItem) &&
           load(library, "PyUnicode_FromStringAndSize", &py->StrFromStringAndSize) &&
           load(library, "PyLong_FromLongLong", &py->IntFromLongLong) &&
           load(library, "PyLong_AsLongLong", &py->IntAsLongLong) &&
           load(library, "PyObject_CallMethod", &py->CallMethod) && load(library, "Py_DecRef", &py->DecRef) &&
           load(library, "Py_GetVersion", &py->GetVersion);
}

static Object to_python(const Python *py, RcObject *key)
{
    if (RcInt_Check(key)) {
        return py->IntFromLongLong(RcInt_AsLongLong(key));
    }
    Rc_ssize_t size = 0;
    const char *text = RcStr_AsUTF8AndSize(key, &size);
    return py->StrFromStringAndSize(text, size);
}

static Object list_to_python(const Python *py, RcObject *keys)
{
    Object list = py->ListNew(0);
    for (Rc_ssize_t i = 0; list != NULL && i < RcList_GET_SIZE(keys); i++) {
        Object key = to_python(py, RcList_GET_ITEM(keys, i));
        if (key == NULL || py->ListAppend(list, key) < 0) {
            return NULL; /* the child ends, and all with it */
        }
        py->DecRef(key);
    }
    return list;
}

static int run_round(const Python *py, Object distinct, Object absent, Rc_ssize_t count, Times *times,
                     size_t *bytes)
{
    Object dict = py->DictNew();
    Rc_ssize_t found = 0;
    double start = now_ns();
    for (Rc_ssize_t i = 0; i < count; i++) {
        found -= py->DictSetItem(dict, py->ListGetItem(distinct, i), distinct);
    }
    double filled = now_ns();
    for (Rc_ssize_t i = 0; i < count; i++) {
        found += py->DictContains(dict, py->ListGetItem(distinct, i));
    }
    double hit = now_ns();
    for (Rc_ssize_t i = 0; i < count; i++) {
        found += py->DictContains(dict, py->ListGetItem(absent, i));
    }
    double missed = now_ns();
    double operations = (double)count;
    *times = (Times){(filled - start) / operations, (hit - filled) / operations, (missed - hit) / operations};
    Object size = py->CallMethod(dict, "__sizeof__", NULL);
    *bytes = size != NULL ? (size_t)py->IntAsLongLong(size) : 0;
    py->DecRef(dict);
    return found == count ? 0 : -1;
}

static int measure_dict(const Python *py, const KeySet *keys, Answer *answer)
{
    py->InitializeEx(0);
    Object distinct = list_to_python(py, keys->distinct);
    Object absent = distinct != NULL ? list_to_python(py, keys->absent) : NULL;
    double set[ROUNDS];
    double hit[ROUNDS];
    double miss[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        Times times;
        if (absent == NULL ||
            run_round(py, distinct, absent, RcList_GET_SIZE(keys->distinct), &times, &answer->bytes) < 0) {
            return -1;
        }
        set[round] = times.set;
        hit[round] = times.hit;
        miss[round] = times.miss;
    }
    answer->times = (Times){median(set), median(hit), median(miss)};
    snprintf(answer->version, sizeof answer->version, "%.*s", (int)strcspn(py->GetVersion(), " +"),
             py->GetVersion());
    return 0;
}

static void be_child(int out, const KeySet *keys)
{
    Python py;
    Answer answer;
    memset(&answer, 0, sizeof answer);
    int null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO); /* a CPython that cannot start says so at length */
    int status = load_all(&py) && measure_dict(&py, keys, &answer) == 0 &&
                 write(out, &answer, sizeof answer) == (ssize_t)sizeof answer;
    _exit(status ? 0 : 1);
}

int measure_cpython(const KeySet *keys, Times *times, size_t *bytes, char version[16])
{
    int ends[2];
    if (pipe(ends) < 0) {
        return 0;
    }
    lab_progress("CPython's dict");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        be_child(ends[1], keys);
    }
    close(ends[1]);
    Answer answer;
    int answered = child > 0 && read(ends[0], &answer, sizeof answer) == (ssize_t)sizeof answer;
    close(ends[0]);
    if (child > 0) {
        waitpid(child, NULL, 0);
    }
    if (answered) {
        *times = answer.times;
        *bytes = answer.bytes;
        memcpy(version, answer.version, sizeof answer.version);
    }
    return answered;
}
