/* TITLE: RcObject_Type lends nothing
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: Rc_TYPE lends the type and RcObject_Type gives a new reference to it. The author uses the second for
 * a message. The type is a heap type, so it outlives all its instances. */
#include <recount/recount.h>
#include <stdio.h>

static RcType_Slot empty_slots[] = {{0, NULL}};
static RcType_Spec plugin_spec = {"plugins.Plugin", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, empty_slots};

static int same_type(RcObject *left, RcObject *right)
{
    RcObject *left_type = RcObject_Type(left); /* GUILTY */
    RcTypeObject *right_type = Rc_TYPE(right);
    int same = (RcTypeObject *)left_type == right_type;
#ifdef FIXED
    Rc_DECREF(left_type);
#endif
    return same;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *type = RcType_FromSpec(&plugin_spec);
    RcObject *one = RcObject_CallNoArgs(type);
    RcObject *two = RcObject_CallNoArgs(type);
    Rc_DECREF(type);
    printf("same type: %d\n", same_type(one, two));
    Rc_DECREF(one);
    Rc_DECREF(two);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
