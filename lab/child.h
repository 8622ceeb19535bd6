/* Runs other programs: the compiler, and what it has made. */
#ifndef RECOUNT_LAB_CHILD_H
#define RECOUNT_LAB_CHILD_H

#include <signal.h>

/* Those that are to end this program, and that of a child's end.  What was blocked before is in *before. */
void child_block_signals(sigset_t *before);
/* Runs a program to its end, with the signals blocked that were so before.  Entry: child_block_signals.  Its status, as
 * waitpid gives it; -1 after telling why it cannot be started. */
int child_run(const char *command, char *const *words, const sigset_t *before);

#endif
