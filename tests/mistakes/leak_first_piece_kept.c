/* TITLE: a path that grows by pieces
 * KIND: lost-reference|leak
 * SEES: plain
 * MASKED: no
 * STORY: The first piece becomes the path as it is; each longer path is put into the same variable, and the
 * shorter one is not given back. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *lower(RcObject *piece)
{
    char text[64];
    size_t length = 0;
    for (const char *at = RcStr_AsUTF8(piece); *at != '\0' && length < sizeof text - 1; at++) {
        text[length++] = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    return RcStr_FromStringAndSize(text, (Rc_ssize_t)length);
}

static RcObject *join(RcObject *pieces)
{
    RcObject *path = NULL;

    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(pieces); i++) {
        RcObject *piece = lower(RcList_GET_ITEM(pieces, i));
        if (piece == NULL) {
            Rc_XDECREF(path);
            return NULL;
        }
        if (path == NULL) {
            path = piece;
            continue;
        }
        RcObject *next = RcStr_FromFormat("%U/%U", path, piece);
        Rc_DECREF(piece);
#ifdef FIXED
        Rc_SETREF(path, next);
#else
        path = next; /* GUILTY */
#endif
        if (path == NULL) {
            return NULL;
        }
    }
    return path;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *pieces = Rc_BuildValue("[ss]", "Photos", "Norway");
    RcObject *path = pieces != NULL ? join(pieces) : NULL;
    if (path != NULL) {
        puts(RcStr_AsUTF8(path));
    }
    Rc_XDECREF(path);
    Rc_XDECREF(pieces);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
