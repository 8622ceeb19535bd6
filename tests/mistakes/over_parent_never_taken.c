/* TITLE: a folder that gives its parent back, which it never took
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The parent pointer is a back pointer without a reference. A new dealloc treats all fields alike. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Folder {
    RcObject_HEAD
    struct Folder *parent; /* not counted: the parent owns us */
    RcObject *name;
    RcObject *children; /* list */
} Folder;

static int folder_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Folder *)op)->name);
    Rc_VISIT(((Folder *)op)->children);
    return 0;
}

static int folder_clear(RcObject *op)
{
    Folder *f = (Folder *)op;
    Rc_CLEAR(f->name);
    Rc_CLEAR(f->children);
    return 0;
}

static void folder_dealloc(RcObject *op)
{
    Folder *f = (Folder *)op;
    RcObject_GC_UnTrack(f);
#ifndef FIXED
    Rc_CLEAR(f->parent); /* GUILTY */
#endif
    folder_clear(op);
    RcObject_GC_Del(f);
}

static RcTypeObject Folder_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "fs.Folder",
    .tp_basicsize = sizeof(Folder),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = folder_dealloc,
    .tp_traverse = folder_traverse,
    .tp_clear = folder_clear,
};

static Folder *folder_new(const char *name)
{
    Folder *f = RcObject_GC_New(Folder, &Folder_Type);
    if (f == NULL)
        return NULL;
    f->parent = NULL;
    f->name = RcStr_FromString(name);
    f->children = RcList_New(0);
    if (f->name == NULL || f->children == NULL) {
        Rc_DECREF(f);
        return NULL;
    }
    RcObject_GC_Track(f);
    return f;
}

static Folder *folder_add(Folder *parent, const char *name)
{
    Folder *child = folder_new(name);
    if (child == NULL)
        return NULL;
    child->parent = parent;
    if (RcList_Append(parent->children, (RcObject *)child) < 0) {
        child->parent = NULL;
        Rc_DECREF(child);
        return NULL;
    }
    Rc_DECREF(child);
    return child;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Folder_Type) < 0)
        return 1;
    Folder *home = folder_new("home");
    Folder *ann = folder_add(home, "ann");
    folder_add(ann, "music");
    printf("%s has %zd folders\n", RcStr_AsUTF8(ann->name), RcList_Size(ann->children));
    RcList_Clear(ann->children);
    printf("%s has %zd folders\n", RcStr_AsUTF8(ann->name), RcList_Size(ann->children));
    Rc_DECREF(home);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
