/* TITLE: a picture frame that says it owns its picture
 * KIND: missing-incref|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: A frame gives back its picture if it owns it. The frame of a wall's picture says so, though the wall only
 * lends it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *picture;
    int is_owner;
} Frame;

static void frame_new_picture(Frame *frame, const char *title)
{
    frame->picture = RcStr_FromString(title);
    frame->is_owner = 1;
}

static void frame_on_wall(Frame *frame, RcObject *wall, Rc_ssize_t place)
{
    frame->picture = RcList_GetItem(wall, place); /* GUILTY */
#ifdef FIXED
    frame->is_owner = 0;
#else
    frame->is_owner = 1; /* ALSO */
#endif
}

static void frame_empty(Frame *frame)
{
    if (frame->is_owner)
        Rc_XDECREF(frame->picture);
    frame->picture = NULL;
}

int main(void)
{
    Frame frame;
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *wall = Rc_BuildValue("[ss]", "a still life", "a landscape");
    if (wall == NULL)
        return 1;
    frame_new_picture(&frame, "a sketch");
    frame_empty(&frame);
    frame_on_wall(&frame, wall, 1);
    printf("%s\n", frame.picture != NULL ? RcStr_AsUTF8(frame.picture) : "nothing");
    frame_empty(&frame);
    printf("%zd pictures\n", RcList_Size(wall));
    Rc_DECREF(wall);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
