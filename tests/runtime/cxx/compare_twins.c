/* How many instructions does C++ need more than C?  In a turn of a loop none (clang: one); at the boundary, where a C++
 * function is called from C, tells it of exceptions, and looks at a result that a C function would just hand on, a few.
 *
 * A child runs the twins, and this process takes it from instruction to instruction (ptrace) and counts those that lie
 * in the program itself: the twins with all that is inlined into them.  What the shared library does is the same for
 * both, and not counted.  The figures do not depend on the machine's speed or load. */
#include "twins.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_TWINS 20
#define SKIPPED 77

/* Lists and tables of these sizes: a turn's instructions are the difference by 100. */
#define SMALL 10
#define LARGE 110

/* What C++ may need more in a whole call, beside its turns, and in a turn. */
#define AT_THE_BOUNDARY 10
#ifdef __clang__
#define IN_A_TURN 1
#else
#define IN_A_TURN 0
#endif

enum { C_SMALL, C_LARGE, CXX_SMALL, CXX_LARGE, SERIES };

typedef struct Counts {
    long of[SERIES][MOST_TWINS];
} Counts;

extern const char __executable_start, etext; /* the linker's */

/* Shared with the child: the counter that is running, or -1. */
static volatile int *running;

static void run_series(const TwinRow *rows, int series, Given *given)
{
    for (int i = 0; rows[i].name != NULL; i++) {
        RcObject *result;
        *running = series * MOST_TWINS + i;
        result = rows[i].twin(given);
        *running = -1;
        if (result == NULL) {
            RcErr_Print();
            exit(1);
        }
        Rc_DECREF(result);
    }
}

static void run(Given given[2])
{
    run_series(c_twins, C_SMALL, &given[0]);
    run_series(c_twins, C_LARGE, &given[1]);
    run_series(cxx_twins, CXX_SMALL, &given[0]);
    run_series(cxx_twins, CXX_LARGE, &given[1]);
}

static RcObject *same(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    return Rc_NewRef(argument);
}

static RcMethodDef same_def = {"same", same, RC_METH_O, NULL};

static Given make_given(long size)
{
    Given given;

    given.list = RcList_New(0);
    given.table = RcHashTable_New();
    given.key = RcInt_FromLong(1000);
    given.callable = RcCFunction_New(&same_def, NULL);
    given.slot = RcFloat_FromDouble(1.5);
    for (long i = 0; i < size; i++) {
        RcObject *number = RcInt_FromLong(1000 + i);
        if (RcList_Append(given.list, number) < 0 || RcHashTable_SetItem(given.table, number, number) < 0) {
            exit(1);
        }
        Rc_DECREF(number);
    }
    return given;
}

static void drop(Given *given)
{
    Rc_DECREF(given->slot);
    Rc_DECREF(given->callable);
    Rc_DECREF(given->key);
    Rc_DECREF(given->table);
    Rc_DECREF(given->list);
}

static void be_the_child(void)
{
    Given given[2];

    if (Rc_Initialize() < 0) {
        exit(1);
    }
    given[0] = make_given(SMALL);
    given[1] = make_given(LARGE);
    run(given); /* what is slow the first time: the binding of symbols, the first memory */
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
        exit(SKIPPED);
    }
    raise(SIGSTOP);
    run(given);
    drop(&given[0]);
    drop(&given[1]);
    exit(Rc_Finalize() != 0);
}

/* Steps to the child's end; its status. */
static int count_steps(pid_t child, Counts *counts)
{
    int status;

    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        struct user_regs_struct registers;
        if (*running >= 0 && ptrace(PTRACE_GETREGS, child, NULL, &registers) == 0 &&
            registers.rip >= (uintptr_t)&__executable_start && registers.rip < (uintptr_t)&etext) {
            counts->of[*running / MOST_TWINS][*running % MOST_TWINS]++;
        }
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) < 0) {
            break;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int tell(const Counts *counts)
{
    int wrong = 0;
    printf("%-20s %10s %10s %10s %10s\n", "instructions", "C", "C++", "C, a turn", "C++, a turn");
    for (int i = 0; c_twins[i].name != NULL; i++) {
        long c = counts->of[C_SMALL][i], cxx = counts->of[CXX_SMALL][i];
        double c_turn = (double)(counts->of[C_LARGE][i] - c) / (LARGE - SMALL);
        double cxx_turn = (double)(counts->of[CXX_LARGE][i] - cxx) / (LARGE - SMALL);
        int is_right = strcmp(c_twins[i].name, cxx_twins[i].name) == 0 && c >= 5 &&
                       cxx_turn <= c_turn + IN_A_TURN && cxx <= c + AT_THE_BOUNDARY + IN_A_TURN * SMALL;
        printf("%-20s %10ld %10ld %10.1f %10.1f%s\n", c_twins[i].name, c, cxx, c_turn, cxx_turn,
               is_right ? "" : "  too many");
        wrong += !is_right;
    }
    return wrong;
}

int main(void)
{
    Counts counts;
    pid_t child;
    int status;

    memset(&counts, 0, sizeof counts);
    running = mmap(NULL, sizeof *running, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (running == MAP_FAILED) {
        return 1;
    }
    *running = -1;
    child = fork();
    if (child == 0) {
        be_the_child();
    }
    status = count_steps(child, &counts);
    if (status == SKIPPED) {
        puts("skipped: no process may be traced here");
        return SKIPPED;
    }
    return status != 0 || tell(&counts) > 0;
}
