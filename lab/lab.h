/* The tool `recount`: what its subcommands share.
 *
 * The tool embeds recount as any program would.  A subcommand is a function that is called with the runtime
 * running and its own name as argv[0], and returns an exit status.  A function in here that fails has told
 * why on stderr, or has raised an exception, which its caller prints; its comment says which. */
#ifndef RECOUNT_LAB_H
#define RECOUNT_LAB_H

#include <recount/recount.h>

enum { LAB_OK = 0, LAB_FAILED = 1, LAB_USAGE = 2, LAB_LEFT_BEHIND = 3 };

/* main.c */

/* "recount COMMAND: ..." on stderr.  Gives LAB_USAGE, after a hint at --help. */
int lab_usage_error(const char *command, const char *format, ...) RC_PRINTF(2, 3);
/* The same without the hint.  Gives LAB_FAILED. */
int lab_error(const char *command, const char *format, ...) RC_PRINTF(2, 3);
/* Prints the pending exception so, after the name of the file that it is about, or NULL.  Gives LAB_FAILED.
 */
int lab_exception(const char *command, const char *path);

/* 0; after telling so, LAB_USAGE: the output is a file that is read, too. */
int lab_output_error(const char *command, const char *output, const char *input);

/* What is being done, on a terminal's last line; NULL clears it. */
void lab_progress(const char *format, ...);

/* run.c, annotate.c */
int lab_run(int argc, char **argv);
int lab_annotate(int argc, char **argv);

/* report.c */
int lab_report(int argc, char **argv);

/* dot.c, tree.c */
int lab_dot(int argc, char **argv);
int lab_tree(int argc, char **argv);

/* table.c */
int lab_table(int argc, char **argv);

#endif
