/* Lesson 7: two lists that hold each other, and who frees them. */
#include <recount/recount.h>
#include <stdio.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *left = RcList_New(0);
    RcObject *right = RcList_New(0);
    RcList_Append(left, right);
    RcList_Append(right, left);
    Rc_DECREF(left);
    Rc_DECREF(right);
    printf("unreachable: %zd\n", RcGC_Collect());
    return Rc_Finalize() != 0;
}
