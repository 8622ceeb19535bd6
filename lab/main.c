/* recount: the tool's entry.  Finds the subcommand, starts the runtime for it, and sees to it that nothing is
 * left. */
#include "lab.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct Command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"run", lab_run, "your C files: what each line does to counts, and what is wrong"},
    {"annotate", lab_annotate, "the same of a trace that a program has written"},
    {"report", lab_report, "a page that shows a run, step by step"},
    {"tree", lab_tree, "the objects of a trace, who holds them, and why one is alive"},
    {"dot", lab_dot, "the same for Graphviz"},
    {"table", lab_table, "what bins, load and hash function do to a table on your data"},
};

static void complain(const char *command, const char *format, va_list arguments)
{
    lab_progress(NULL);
    fprintf(stderr, "recount%s%s: ", command != NULL ? " " : "", command != NULL ? command : "");
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

int lab_error(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(command, format, arguments);
    va_end(arguments);
    return LAB_FAILED;
}

int lab_usage_error(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(command, format, arguments);
    va_end(arguments);
    fprintf(stderr, "recount%s%s --help tells more.\n", command != NULL ? " " : "",
            command != NULL ? command : "");
    return LAB_USAGE;
}

int lab_exception(const char *command, const char *path)
{
    lab_progress(NULL);
    fprintf(stderr, "recount %s: %s%s", command, path != NULL ? path : "", path != NULL ? ": " : "");
    RcErr_Print();
    return LAB_FAILED;
}

int lab_output_error(const char *command, const char *output, const char *input)
{
    struct stat to, from;
    int is_same = stat(output, &to) == 0 && stat(input, &from) == 0 && S_ISREG(to.st_mode) &&
                  to.st_dev == from.st_dev && to.st_ino == from.st_ino;
    return is_same ? lab_usage_error(command, "%s would be written over, and is read", input) : 0;
}

void lab_progress(const char *format, ...)
{
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    fprintf(stderr, "\r\033[K");
    if (format != NULL) {
        va_list arguments;
        va_start(arguments, format);
        vfprintf(stderr, format, arguments);
        va_end(arguments);
    }
    fflush(stderr);
}

static void print_help(void)
{
    puts("usage: recount COMMAND [ARGUMENT...]\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        printf("  %-8s %s\n", commands[i].name, commands[i].summary);
    }
    puts("\nrecount COMMAND --help tells of a command, recount --version which version this is.\n"
         "Exit status: 0 all is well, 1 it failed, 2 wrong arguments, 3 the tool left objects behind.");
}

static const struct Command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static int run(const struct Command *command, int argc, char **argv)
{
    if (Rc_Initialize() < 0) {
        return LAB_FAILED;
    }
    int status = command->run(argc, argv);
    lab_progress(NULL);
    int left = Rc_Finalize();
    if (left != 0) {
        lab_error(command->name, "%d objects were left behind; please report this", left);
        return LAB_LEFT_BEHIND;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return lab_error(command->name, "cannot write the output");
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        return lab_usage_error(NULL, "a command is missing");
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help();
        return LAB_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("recount " RC_VERSION);
        return LAB_OK;
    }
    const struct Command *command = find_command(argv[1]);
    if (command == NULL) {
        return lab_usage_error(NULL, "there is no command '%s'", argv[1]);
    }
    return run(command, argc - 1, argv + 1);
}
