/* Stopping a program at its own lines, from within (stops.c).  A tester that is linked to the program says what is to be
 * looked at, in see_changes, begin_line and end_line. */
#ifndef RECOUNT_TESTS_LAB_STOPS_H
#define RECOUNT_TESTS_LAB_STOPS_H

#include <stdint.h>

#define MOST_FRAMES 300

typedef struct Stop {
    unsigned char *address, covered;
    char kind, line[200], function[100];
} Stop;

/* A call of one of the program's functions that has not ended: its frame pointer, and the line that is under way. */
typedef struct Frame {
    uintptr_t base;
    const Stop *at;
} Frame;

extern Frame frames[MOST_FRAMES]; /* the innermost one comes last */
extern int frame_count;

/* Reads the file that names the stops, and begins. */
void stops_start(const char *path);
/* At the program's end, all lines that are under way end. */
void stops_finish(void);
/* What of the program's file was linked to an address is that much further on. */
uintptr_t stops_bias(void);
/* Ends the program: it cannot be looked at. */
void give_up(const char *why);

/* -- what a tester has -- */

/* The program has stopped; what has changed is the doing of the innermost frame's line. */
void see_changes(void);
/* In the frame of this index a line begins. */
void begin_line(int frame);
/* It ends, or a call within it has returned.  is_alive: its variables are still there. */
void end_line(int frame, int is_alive);

#endif
