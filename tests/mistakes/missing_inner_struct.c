/* TITLE: a clone that copies a struct within the object
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: The settings of a camera are a struct with two strs. A preset is a copy of them, by one assignment, without their
 * references. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    int iso;
    RcObject *lens; /* owned */
} Settings;

typedef struct {
    RcObject_HEAD
    Settings settings;
} Camera;

static void camera_dealloc(RcObject *op)
{
    Rc_XDECREF(((Camera *)op)->settings.lens);
    RcObject_Del(op);
}

static RcTypeObject Camera_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "photo.Camera",
    .tp_basicsize = sizeof(Camera),
    .tp_dealloc = camera_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static Camera *camera_new(int iso, const char *lens)
{
    Camera *self = RcObject_New(Camera, &Camera_Type);

    if (self == NULL)
        return NULL;
    self->settings.iso = iso;
    self->settings.lens = RcStr_FromString(lens);
    return self;
}

static Camera *camera_clone(const Camera *self)
{
    Camera *clone = RcObject_New(Camera, &Camera_Type);

    if (clone == NULL)
        return NULL;
    clone->settings = self->settings; /* GUILTY */
#ifdef FIXED
    Rc_XINCREF(clone->settings.lens);
#endif
    return clone;
}

int main(void)
{
    Camera *camera, *night;

    if (Rc_Initialize() < 0 || RcType_Ready(&Camera_Type) < 0)
        return 1;
    camera = camera_new(200, "35 mm");
    night = camera_clone(camera);
    night->settings.iso = 3200;
    printf("%d and %d, %s\n", camera->settings.iso, night->settings.iso, RcStr_AsUTF8(camera->settings.lens));
    Rc_DECREF(night);
    printf("day again\n");
    Rc_DECREF(camera);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
