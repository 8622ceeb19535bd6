/* TITLE: an interpreter frame that is copied by value and released twice
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: save_frame copies the struct with its references; restore and the end both release what it holds. */
#include <recount/recount.h>
#include <stdio.h>

#define DEPTH 4

typedef struct {
    RcObject *stack[DEPTH];
    int sp;
    int pc;
} Frame;

static void frame_push(Frame *f, RcObject *value)
{
    f->stack[f->sp++] = Rc_NewRef(value);
}

static void frame_release(Frame *f)
{
    while (f->sp > 0) {
        f->sp--;
        Rc_CLEAR(f->stack[f->sp]);
    }
}

static void frame_save(Frame *saved, const Frame *f)
{
    *saved = *f; /* GUILTY */
#ifdef FIXED
    for (int i = 0; i < saved->sp; i++)
        Rc_INCREF(saved->stack[i]);
#endif
}

static long frame_sum(const Frame *f)
{
    long sum = 0;
    for (int i = 0; i < f->sp; i++)
        sum += RcInt_AsLong(f->stack[i]);
    return sum;
}

int main(void)
{
    Frame frame = {{NULL}, 0, 0}, checkpoint = {{NULL}, 0, 0};
    RcObject *numbers[3];

    if (Rc_Initialize() < 0)
        return 1;
    for (int i = 0; i < 3; i++) {
        numbers[i] = RcInt_FromLong(1000 + i);
        if (i < 2)
            frame_push(&frame, numbers[i]);
    }
    frame_save(&checkpoint, &frame);
    frame_push(&frame, numbers[2]);
    printf("sum %ld\n", frame_sum(&frame));
    frame_release(&frame);
    printf("back to %ld\n", frame_sum(&checkpoint));
    frame_release(&checkpoint);
    Rc_DECREF(numbers[2]);
    Rc_DECREF(numbers[1]);
    Rc_DECREF(numbers[0]);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
