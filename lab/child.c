/* Other programs, and signals beside them.
 *
 * While signals are blocked they are waited for beside the other program: what is to end this one ends the other one,
 * and this one goes on to clean up. */
#define _GNU_SOURCE

#include "child.h"

#include "lab.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* While another program runs, keys that end it do not end this one; what is to end this one ends it.  Keys are for all
 * programs of the terminal, and the other one has got them from the kernel; what a process has sent came here only. */
static int wait_for(pid_t child, const sigset_t *signals)
{
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        siginfo_t signal;
        int number = sigwaitinfo(signals, &signal);
        if (number > 0 && number != SIGCHLD &&
            (number == SIGTERM || number == SIGHUP || signal.si_code == SI_USER)) {
            kill(child, number);
        }
    }
    return status;
}

static void choose_signals(sigset_t *signals)
{
    static const int chosen[] = {SIGCHLD, SIGINT, SIGQUIT, SIGTERM, SIGHUP};
    sigemptyset(signals);
    for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++) {
        sigaddset(signals, chosen[i]);
    }
}

void child_block_signals(sigset_t *before)
{
    sigset_t signals;
    choose_signals(&signals);
    sigprocmask(SIG_BLOCK, &signals, before);
}

int child_run(const char *command, char *const *words, const sigset_t *before)
{
    pid_t child;
    sigset_t signals;
    posix_spawnattr_t attributes;
    struct timespec at_once = {0};
    int status = -1;
    fflush(stdout);
    choose_signals(&signals);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, before);
    int error = posix_spawnp(&child, words[0], NULL, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        lab_error(command, "%s: %s", words[0], strerror(error));
    } else {
        status = wait_for(child, &signals);
    }
    while (sigtimedwait(&signals, NULL, &at_once) > 0) { /* the keys were for the other one */
    }
    return status;
}
