/* TITLE: a part that takes a reference to what it belongs to
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: A folder owns its first file and each file the next one; the folder of a file is a pointer back, which the dealloc
 * only forgets. folder_add() takes a reference for it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Entry {
    RcObject_HEAD
    RcObject *name;
    struct Entry *folder; /* borrowed */
    struct Entry *first;  /* owned, of a folder */
    struct Entry *next;   /* owned */
} Entry;

static void entry_dealloc(RcObject *op)
{
    Entry *self = (Entry *)op;
    for (Entry *file = self->first; file != NULL; file = file->next)
        file->folder = NULL;
    Rc_CLEAR(self->first);
    Rc_CLEAR(self->next);
    Rc_CLEAR(self->name);
    RcObject_Del(op);
}

static RcTypeObject Entry_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "disk.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_dealloc = entry_dealloc,
};

static Entry *entry_new(const char *name)
{
    Entry *self = RcObject_New(Entry, &Entry_Type);
    if (self == NULL)
        return NULL;
    self->folder = self->first = self->next = NULL;
    self->name = RcStr_FromString(name);
    return self;
}

static int folder_add(Entry *folder, const char *name)
{
    Entry *file = entry_new(name);
    if (file == NULL)
        return -1;
#ifdef FIXED
    file->folder = folder;
#else
    file->folder = folder;
    Rc_INCREF(folder); /* GUILTY */
#endif
    file->next = folder->first;
    folder->first = file;
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Entry_Type) < 0)
        return 1;
    Entry *folder = entry_new("letters");
    if (folder == NULL || folder_add(folder, "to the landlord") < 0 || folder_add(folder, "to the bank") < 0)
        Rc_FatalError("out of memory");
    printf("%s, %s\n", RcStr_AsUTF8(folder->name), RcStr_AsUTF8(folder->first->name));
    Rc_DECREF(folder);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
