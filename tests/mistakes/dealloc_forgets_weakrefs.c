/* TITLE: a dealloc that forgets its weak references
 * KIND: bad-dealloc|use-after-free|stale-borrow
 * SEES: plain
 * MASKED: no
 * STORY: The type was made weakly referenceable by a field and an offset. Its dealloc does not call
 * RcObject_ClearWeakRefs, so the weak references go on naming an object that is gone, and hand it out as
 * alive. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Image {
    RcObject_HEAD
    RcObject *weakrefs;
    int width, height;
} Image;

static void image_dealloc(RcObject *op) /* ALSO */
{
#ifdef FIXED
    RcObject_ClearWeakRefs(op);
#endif
    RcObject_Del(op); /* GUILTY */
}

static RcTypeObject Image_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "gallery.Image",
    .tp_basicsize = sizeof(Image),
    .tp_dealloc = image_dealloc,
    .tp_weaklistoffset = offsetof(Image, weakrefs),
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Image_Type) < 0) {
        return 1;
    }
    Image *image = RcObject_New(Image, &Image_Type);
    *image = (Image){.ob_base = image->ob_base, .width = 640, .height = 480};
    RcObject *weakref = RcWeakref_NewRef(RC_OBJECT_CAST(image), NULL);
    Rc_DECREF(image);
    RcObject *found = NULL;
    if (RcWeakref_GetRef(weakref, &found) == 1) { /* ALSO */
        Rc_DECREF(found);
    }
    Rc_DECREF(weakref);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
