/* TITLE: a session store that lends what it finds and gives what it makes
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: get_session returns a new reference for a new session and a borrowed one for a known session. */
#include <recount/hashtable.h>
#include <recount/python.h>
#include <stdio.h>

typedef struct {
    PyObject_HEAD PyObject *user;
    int hits;
} Session;

static void session_dealloc(PyObject *op)
{
    Py_XDECREF(((Session *)op)->user);
    PyObject_Free(op);
}

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "web.Session",
    .tp_basicsize = sizeof(Session),
    .tp_dealloc = session_dealloc,
};

static Session *get_session(PyObject *store, PyObject *user)
{
    Session *session = (Session *)RcHashTable_GetItem(store, user);
    if (session == NULL) {
        session = PyObject_New(Session, &Session_Type);
        if (session == NULL)
            return NULL;
        session->user = Py_NewRef(user);
        session->hits = 0;
        if (RcHashTable_SetItem(store, user, (PyObject *)session) < 0)
            Py_CLEAR(session);
        return session;
    }
#ifdef FIXED
    Py_INCREF(session);
#endif
    return session; /* GUILTY */
}

static int visit_page(PyObject *store, const char *name)
{
    PyObject *user = PyUnicode_FromString(name);
    Session *session = get_session(store, user);
    int hits;
    Py_DECREF(user);
    if (session == NULL)
        return -1;
    hits = ++session->hits;
    Py_DECREF(session);
    return hits;
}

int main(void)
{
    PyObject *store;
    if (Rc_Initialize() < 0 || PyType_Ready(&Session_Type) < 0)
        return 1;
    store = RcHashTable_New();
    visit_page(store, "linus");
    visit_page(store, "ada");
    printf("%d\n", visit_page(store, "ada"));
    Py_DECREF(store);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
