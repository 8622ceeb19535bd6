/* For what must end the process: it is run in a child. */
#ifndef RECOUNT_TESTS_FATAL_H
#define RECOUNT_TESTS_FATAL_H

#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Does function(argument) abort? */
static inline int aborts(void (*function)(void *), void *argument)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* cmocka's handler would take it for a failed test */
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(2);
        }
        function(argument);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
