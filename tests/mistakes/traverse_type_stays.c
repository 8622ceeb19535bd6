/* TITLE: a traverse that leaves out a type which stays
 * KIND: bad-traverse
 * SEES: plain
 * MASKED: yes
 * STORY: Each instance of a heap type owns its type. This program keeps the type and never stores an instance in it, so that
 * nothing is lost so far; with the first class attribute that is an instance there would be a cycle that nobody finds. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *parts; /* owned list */
} Recipe;

static int recipe_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Rc_VISIT(((Recipe *)op)->parts); /* GUILTY */
#ifdef FIXED
    Rc_VISIT(Rc_TYPE(op));
#endif
    return 0; /* ALSO */
}

static int recipe_clear(RcObject *op)
{
    Rc_CLEAR(((Recipe *)op)->parts);
    return 0;
}

static void recipe_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    RcObject_GC_UnTrack(op);
    (void)recipe_clear(op);
    type->tp_free(op);
    Rc_DECREF(type);
}

static RcObject *recipe_add(RcObject *op, RcObject *part)
{
    Recipe *self = (Recipe *)op;
    if (self->parts == NULL && (self->parts = RcList_New(0)) == NULL)
        return NULL;
    if (RcList_Append(self->parts, part) < 0)
        return NULL;
    return RcInt_FromSsize_t(RcList_Size(self->parts));
}

static RcMethodDef recipe_methods[] = {
    {"add", recipe_add, RC_METH_O, "Another part; returns how many there are."},
    {NULL, NULL, 0, NULL},
};
static RcType_Slot recipe_slots[] = {
    {Rc_tp_dealloc, (void *)recipe_dealloc},
    {Rc_tp_traverse, (void *)recipe_traverse},
    {Rc_tp_clear, (void *)recipe_clear},
    {Rc_tp_methods, recipe_methods},
    {0, NULL},
};
static RcType_Spec recipe_spec = {"kitchen.Recipe", sizeof(Recipe), 0,
                                  Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC, recipe_slots};

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *type = RcType_FromSpec(&recipe_spec);
    RcObject *soup = type != NULL ? RcObject_CallNoArgs(type) : NULL;
    static const char *const parts[] = {"leek", "potato"};
    for (int i = 0; soup != NULL && i < 2; i++) {
        RcObject *count = RcObject_CallMethod(soup, "add", "s", parts[i]);
        printf("%s: %ld\n", parts[i], count != NULL ? RcInt_AsLong(count) : -1L);
        Rc_XDECREF(count);
    }
    Rc_XDECREF(soup);
    Rc_XDECREF(type);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
