/* TITLE: a library that lists its loans, each of which holds the library
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The collector knows neither type. The library's list holds the loans, so that a loan must not hold the
 * library. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *loans; /* a list */
} Library;

typedef struct {
    RcObject_HEAD
    RcObject *book;
    Library *library;
} Loan;

static void library_dealloc(RcObject *op)
{
    Rc_XDECREF(((Library *)op)->loans);
    RcObject_Del(op);
}

static void loan_dealloc(RcObject *op)
{
    Rc_XDECREF(((Loan *)op)->book);
#ifndef FIXED
    Rc_XDECREF(((Loan *)op)->library);
#endif
    RcObject_Del(op);
}

static RcTypeObject Library_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "books.Library",
    .tp_basicsize = sizeof(Library),
    .tp_dealloc = library_dealloc,
};

static RcTypeObject Loan_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "books.Loan",
    .tp_basicsize = sizeof(Loan),
    .tp_dealloc = loan_dealloc,
};

static Library *library_new(void)
{
    Library *library = RcObject_New(Library, &Library_Type);
    if (library != NULL && (library->loans = RcList_New(0)) == NULL) {
        Rc_CLEAR(library);
    }
    return library;
}

static int lend(Library *library, const char *title)
{
    Loan *loan = RcObject_New(Loan, &Loan_Type);
    if (loan == NULL) {
        return -1;
    }
    loan->book = RcStr_FromString(title);
#ifdef FIXED
    loan->library = library;
#else
    loan->library = (Library *)Rc_NewRef(library); /* GUILTY */
#endif
    int failed = RcList_Append(library->loans, (RcObject *)loan); /* ALSO */
    Rc_DECREF(loan);
    return failed;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Library_Type) < 0 || RcType_Ready(&Loan_Type) < 0) {
        return 1;
    }
    Library *library = library_new();
    if (library == NULL) {
        return 1;
    }
    if (lend(library, "Solaris") < 0 || lend(library, "Momo") < 0) {
        RcErr_Print();
    }
    printf("%zd loans\n", RcList_Size(library->loans));
    Rc_DECREF(library);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
