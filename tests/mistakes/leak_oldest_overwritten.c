/* TITLE: a dashcam that records over the oldest clip
 * KIND: lost-reference|leak
 * SEES: plain
 * MASKED: no
 * STORY: Once all places are taken the newest clip is put where the oldest one was, whose reference is lost. */
#include <recount/recount.h>
#include <stdio.h>

#define CLIPS 3

typedef struct Dashcam {
    RcObject_HEAD
    RcObject *clips[CLIPS];
    int oldest, count;
} Dashcam;

static void dashcam_dealloc(RcObject *op)
{
    for (int i = 0; i < CLIPS; i++) {
        Rc_XDECREF(((Dashcam *)op)->clips[i]);
    }
    RcObject_Del(op);
}

static RcTypeObject Dashcam_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "car.Dashcam",
    .tp_basicsize = sizeof(Dashcam),
    .tp_dealloc = dashcam_dealloc,
};

static void dashcam_record(Dashcam *cam, RcObject *clip)
{
    if (cam->count == CLIPS) {
#ifdef FIXED
        Rc_SETREF(cam->clips[cam->oldest], Rc_NewRef(clip));
#else
        cam->clips[cam->oldest] = Rc_NewRef(clip); /* GUILTY */
#endif
        cam->oldest = (cam->oldest + 1) % CLIPS;
    } else {
        cam->clips[cam->count] = Rc_NewRef(clip);
        cam->count++;
    }
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Dashcam_Type) < 0) {
        return 1;
    }
    Dashcam *cam = RcObject_New(Dashcam, &Dashcam_Type);
    cam->oldest = cam->count = 0;
    for (int i = 0; i < CLIPS; i++) {
        cam->clips[i] = NULL;
    }
    for (int minute = 0; minute < 5; minute++) {
        RcObject *clip = RcStr_FromFormat("minute %d", minute);
        dashcam_record(cam, clip);
        Rc_DECREF(clip);
    }
    printf("the oldest: %s\n", RcStr_AsUTF8(cam->clips[cam->oldest]));
    Rc_DECREF(cam);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
