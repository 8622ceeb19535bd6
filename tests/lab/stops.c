/* Breakpoints, set by the program itself.
 *
 * The places to stop at are an address a line of a file, `ADDRESS KIND FILE:LINE FUNCTION`, in the program's own code: `l`
 * where a line begins, `r` behind a call, `e` where a function ends.  A breakpoint stands at each; at a stop, what has
 * changed since the last one is the doing of the line that was under way: that of the innermost of the program's
 * functions that has not ended.
 *
 * x86-64, gcc -O0: there the frame pointer tells one call of a function from another. */
#define _GNU_SOURCE
#include "stops.h"

#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ucontext.h>
#include <unistd.h>

#define MOST_STOPS 20000
#define TRAP 0xCC
#define SINGLE_STEP 0x100

Frame frames[MOST_FRAMES];
int frame_count;

static Stop stops[MOST_STOPS];
static int stop_count;
static Stop *left; /* its breakpoint is taken out for one instruction */
static int is_looking;
static Stop *lifted[MOST_STOPS]; /* while the tester looks, what it has met is taken out */
static int lifted_count;

void give_up(const char *why)
{
    fprintf(stderr, "steps: %s\n", why);
    _exit(77);
}

/* -- frames -- */

static void leave_frame(int is_alive)
{
    end_line(frame_count - 1, is_alive);
    frame_count--;
}

static void stopped_at(const Stop *stop, uintptr_t base)
{
    see_changes();
    while (frame_count > 0 && frames[frame_count - 1].base < base) {
        leave_frame(0);
    }
    if (frame_count > 0 && frames[frame_count - 1].base == base) {
        end_line(frame_count - 1, 1);
    } else if (frame_count < MOST_FRAMES) {
        frames[frame_count++].base = base;
    } else {
        give_up("calls nest too deeply");
    }
    frames[frame_count - 1].at = stop;
    if (stop->kind == 'l') {
        begin_line(frame_count - 1);
    } else if (stop->kind == 'e') {
        leave_frame(1);
    }
}

void stops_finish(void)
{
    while (frame_count > 0) {
        leave_frame(0);
    }
}

/* -- breakpoints -- */

static Stop *stop_at(const unsigned char *address)
{
    int low = 0, high = stop_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (stops[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < stop_count && stops[low].address == address ? &stops[low] : NULL;
}

static void look(const Stop *stop, uintptr_t base)
{
    is_looking = 1;
    stopped_at(stop, base);
    is_looking = 0;
    while (lifted_count > 0) {
        *lifted[--lifted_count]->address = TRAP;
    }
}

/* At a breakpoint the instruction that it covers is brought back and made; after it the breakpoint. */
static void on_trap(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    (void)number;
    (void)info;
    if (left != NULL) {
        *left->address = TRAP;
        left = NULL;
        registers[REG_EFL] &= ~SINGLE_STEP;
        return;
    }
    Stop *stop = stop_at((unsigned char *)registers[REG_RIP] - 1);
    if (stop == NULL) {
        give_up("a breakpoint of somebody else's");
    }
    registers[REG_RIP]--;
    *stop->address = stop->covered;
    if (is_looking) { /* at the program's objects, with the program's code, such as a traverse */
        lifted[lifted_count++] = stop;
        return;
    }
    look(stop, (uintptr_t)registers[REG_RBP]);
    left = stop;
    registers[REG_EFL] |= SINGLE_STEP;
}

static void set_breakpoint(Stop *stop)
{
    uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE), page = (uintptr_t)stop->address / size * size;
    if (mprotect((void *)page, size, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
        give_up("the program's code cannot be written");
    }
    stop->covered = *stop->address;
    *stop->address = TRAP;
}

/* The program's own file comes first. */
static int see_file(struct dl_phdr_info *info, size_t size, void *bias)
{
    (void)size;
    *(uintptr_t *)bias = info->dlpi_addr;
    return 1;
}

uintptr_t stops_bias(void)
{
    uintptr_t bias = 0;
    dl_iterate_phdr(see_file, &bias);
    return bias;
}

static void read_stops(const char *path)
{
    FILE *file = fopen(path, "r");
    unsigned long address;
    uintptr_t bias = stops_bias();
    if (file == NULL) {
        give_up("the stops cannot be read");
    }
    for (; stop_count < MOST_STOPS; stop_count++) {
        Stop *stop = &stops[stop_count];
        if (fscanf(file, "%lx %c %199s %99s", &address, &stop->kind, stop->line, stop->function) != 4) {
            break;
        }
        stop->address = (unsigned char *)(address + bias);
    }
    fclose(file);
}

void stops_start(const char *path)
{
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_NODEFER};
    read_stops(path);
    sigaction(SIGTRAP, &action, NULL);
    for (int i = 0; i < stop_count; i++) {
        set_breakpoint(&stops[i]);
    }
}
