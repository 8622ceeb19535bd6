/* recount run: compiles C sources against the ledger, runs the program with a trace, and annotates the source.
 *
 * What it makes is in a folder of its own.  While that is there signals are blocked (child.c); it is gone before the trace
 * is read, which takes long and may be ended by anything. */
#define _GNU_SOURCE

#include "annotate.h"
#include "child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND "run"
#define TRACE_LIMIT "67108864" /* what is read and told in a few seconds */

typedef struct Run {
    RcObject *files, *flags, *link_flags; /* lists of str; owned */
    RcObject *libraries, *includes;       /* a str, a list of str: where recount is; owned */
    char **arguments;                     /* of the program */
    const char *trace;                    /* NULL: in the folder, and gone at the end */
    int trace_file;                       /* of a trace in the folder, which goes before it is read; -1 */
    int is_plain, is_whole;
    sigset_t blocked; /* before the folder was made */
    char folder[PATH_MAX];
} Run;

/* -- lists of words -- */

/* Steals word, which may be NULL with an exception. */
static int add(RcObject *words, RC_STEALS RcObject *word)
{
    int status = word != NULL ? RcList_Append(words, word) : -1;
    Rc_XDECREF(word);
    return status;
}

static int add_text(RcObject *words, const char *text)
{
    return add(words, RcStr_FromString(text));
}

/* The words of a text, between spaces. */
static int add_words(RcObject *words, const char *text)
{
    int status = 0;
    while (status == 0 && *(text += strspn(text, " \t")) != '\0') {
        size_t size = strcspn(text, " \t");
        status = add(words, RcStr_FromStringAndSize(text, (Rc_ssize_t)size));
        text += size;
    }
    return status;
}

static int add_all(RcObject *words, RcObject *more)
{
    int status = 0;
    for (Rc_ssize_t i = 0; status == 0 && i < RcList_GET_SIZE(more); i++) {
        status = RcList_Append(words, RcList_GET_ITEM(more, i));
    }
    return status;
}

/* -- where recount is -- */

static int is_there(const char *folder, const char *name)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, R_OK) == 0;
}

/* Beside the tool in a build tree: the folder of the libraries, then those of the headers, a line each. */
static int read_paths(Run *run, FILE *file)
{
    char line[PATH_MAX];
    int status = 0;
    while (status == 0 && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (run->libraries == NULL) {
            run->libraries = RcStr_FromString(line);
            status = run->libraries != NULL ? 0 : -1;
        } else {
            status = add_text(run->includes, line);
        }
    }
    return status;
}

/* In an installed tree all lies at fixed places, seen from the tool. */
static int find_installed(Run *run, const char *here)
{
    run->libraries = RcStr_FromFormat("%s/" RECOUNT_LIBRARIES, here);
    return run->libraries != NULL ? add(run->includes, RcStr_FromFormat("%s/" RECOUNT_INCLUDES, here)) : -1;
}

static int find_recount(Run *run)
{
    char here[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", here, sizeof here - 32);
    here[size > 0 ? size : 0] = '\0';
    char *name = strrchr(here, '/');
    if (name == NULL) {
        lab_error(COMMAND, "where this program lies cannot be told: /proc is not there");
        return -1;
    }
    strcpy(name, "/recount.paths");
    FILE *file = fopen(here, "r");
    *name = '\0';
    int status = file != NULL ? read_paths(run, file) : find_installed(run, here);
    if (file != NULL) {
        fclose(file);
    }
    if (status < 0 || run->libraries == NULL) {
        lab_exception(COMMAND, here);
        return -1;
    }
    if (!is_there(RcStr_AsUTF8(run->libraries), "librecount-deep.so")) {
        lab_error(
            COMMAND,
            "there is no ledger here: %s has no librecount-deep.so (build recount with RECOUNT_LEDGER=ON)",
            RcStr_AsUTF8(run->libraries));
        return -1;
    }
    return 0;
}

/* -- compiling -- */

static RcObject *compiler(void)
{
    RcObject *words = RcList_New(0);
    const char *name = getenv("CC");
    if (words != NULL && add_words(words, name != NULL && *name != '\0' ? name : "cc") < 0) {
        Rc_CLEAR(words);
    }
    return words;
}

/* New; NULL with an exception. */
static RcObject *compilation(const Run *run, Rc_ssize_t index)
{
    RcObject *words = compiler();
    int status = words != NULL ? add_words(words, "-std=gnu11 -g -Wall -DRC_LEDGER") : -1;
    if (status == 0 && !run->is_plain) {
        status = add_text(words, "-fsanitize=thread");
    }
    for (Rc_ssize_t i = 0; status == 0 && i < RcList_GET_SIZE(run->includes); i++) {
        status = add_text(words, "-I") == 0 ? RcList_Append(words, RcList_GET_ITEM(run->includes, i)) : -1;
    }
    if (status < 0 || add_all(words, run->flags) < 0 || add_text(words, "-c") < 0 ||
        RcList_Append(words, RcList_GET_ITEM(run->files, index)) < 0 || add_text(words, "-o") < 0 ||
        add(words, RcStr_FromFormat("%s/%zd.o", run->folder, index)) < 0) {
        Rc_CLEAR(words);
    }
    return words;
}

/* The linker is not given -fsanitize=thread: it would bring the sanitizer's own runtime. */
static RcObject *linking(const Run *run)
{
    RcObject *words = compiler();
    int status = words != NULL ? 0 : -1;
    for (Rc_ssize_t i = 0; status == 0 && i < RcList_GET_SIZE(run->files); i++) {
        status = add(words, RcStr_FromFormat("%s/%zd.o", run->folder, i));
    }
    if (status < 0 || add_text(words, "-o") < 0 ||
        add(words, RcStr_FromFormat("%s/program", run->folder)) < 0 ||
        add(words, RcStr_FromFormat("-L%U", run->libraries)) < 0 ||
        add_words(words, "-Xlinker -rpath -Xlinker") < 0 || RcList_Append(words, run->libraries) < 0 ||
        add_words(words, run->is_plain ? "-lrecount-ledger" : "-lrecount-deep -lrecount-ledger") < 0 ||
        add_all(words, run->link_flags) < 0 || add_text(words, "-lm") < 0) {
        Rc_CLEAR(words);
    }
    return words;
}

static int run_list(const Run *run, RcObject *words)
{
    size_t count = (size_t)RcList_GET_SIZE(words);
    char **arguments = calloc(count + 1, sizeof *arguments);
    for (size_t i = 0; arguments != NULL && i < count; i++) {
        arguments[i] = (char *)(uintptr_t)RcStr_AsUTF8(RcList_GET_ITEM(words, (Rc_ssize_t)i));
    }
    int status = arguments != NULL ? child_run(COMMAND, arguments, &run->blocked) : -1;
    free(arguments);
    return status;
}

/* Steals words.  0; -1: it has failed, and the compiler has told why. */
static int compile(const Run *run, RC_STEALS RcObject *words)
{
    if (words == NULL) {
        lab_exception(COMMAND, NULL);
        return -1;
    }
    int status = run_list(run, words);
    Rc_DECREF(words);
    return status == 0 ? 0 : -1;
}

static int build(const Run *run)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(run->files); i++) {
        if (compile(run, compilation(run, i)) < 0) {
            return -1;
        }
    }
    return compile(run, linking(run));
}

/* -- the program -- */

static void set_environment(const char *trace)
{
    const char *options = getenv("RECOUNT_OPTIONS");
    char all[1024];
    setenv("RECOUNT_TRACE", trace, 1);
    setenv("RECOUNT_TRACE_LIMIT", TRACE_LIMIT, 0);
    setenv("RECOUNT_AUDIT", "1", 0);
    /* findings are told at their lines, and the program goes on */
    snprintf(all, sizeof all, "halt=0:log=/dev/null%s%s", options != NULL ? ":" : "",
             options != NULL ? options : "");
    setenv("RECOUNT_OPTIONS", all, 1);
}

static void print_end(int status)
{
    if (WIFSIGNALED(status)) {
        printf("---- the program was ended by signal %d (%s); its source, annotated ----\n\n",
               WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        printf("---- the program ended with status %d; its source, annotated ----\n\n", WEXITSTATUS(status));
    }
}

/* Is there one?  One in the folder is opened, and read by its number. */
static int open_trace(Run *run, const char *path)
{
    struct stat file;
    if (stat(path, &file) < 0 || (S_ISREG(file.st_mode) && file.st_size == 0)) {
        lab_error(COMMAND, "there is no trace: the program has not begun a runtime (Rc_Initialize)");
        return -1;
    }
    if (run->trace == NULL && (run->trace_file = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
        lab_error(COMMAND, "%s: %s", path, strerror(errno));
        return -1;
    }
    return 0;
}

/* The program's status; -1: there is nothing to annotate, which has been told. */
static int run_program(Run *run)
{
    char program[PATH_MAX + 16], trace[PATH_MAX + 16];
    snprintf(program, sizeof program, "%s/program", run->folder);
    snprintf(trace, sizeof trace, "%s/trace", run->folder);
    const char *path = run->trace != NULL ? run->trace : trace;
    run->arguments[-1] = program; /* over what stood before them on the command line */
    set_environment(path);
    int status = child_run(COMMAND, &run->arguments[-1], &run->blocked);
    if (status == -1) {
        return -1;
    }
    print_end(status);
    return open_trace(run, path) == 0 ? status : -1;
}

static int annotate_run(const Run *run, int status)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", run->trace_file);
    int annotated = annotate_trace(COMMAND, run->trace != NULL ? run->trace : path, run->is_whole);
    return annotated == LAB_OK && status != 0 ? LAB_FAILED : annotated;
}

/* Can the trace be written?  That of an older run is emptied. */
static int check_trace(const Run *run)
{
    FILE *file = run->trace != NULL ? fopen(run->trace, "w") : NULL;
    if (run->trace != NULL && file == NULL) {
        lab_error(COMMAND, "%s: %s", run->trace, strerror(errno));
        return -1;
    }
    if (file != NULL) {
        fclose(file);
    }
    return 0;
}

/* -- the folder -- */

static int make_folder(Run *run)
{
    const char *base = getenv("TMPDIR");
    snprintf(run->folder, sizeof run->folder - 64, "%s/recount-run-XXXXXX",
             base != NULL && *base != '\0' ? base : "/tmp");
    if (mkdtemp(run->folder) == NULL) {
        lab_error(COMMAND, "%s: %s; TMPDIR names the folder for what is compiled", run->folder,
                  strerror(errno));
        return -1;
    }
    return 0;
}

static void remove_folder(const Run *run)
{
    DIR *folder = opendir(run->folder);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char path[PATH_MAX + 300];
        snprintf(path, sizeof path, "%s/%s", run->folder, entry->d_name);
        unlink(path);
    }
    if (folder != NULL) {
        closedir(folder);
    }
    rmdir(run->folder);
}

/* -- arguments -- */

static void print_help(void)
{
    puts("usage: recount run [--plain] [--whole] [--trace FILE] [FLAG...] FILE.c... [-- ARGUMENT...]\n\n"
         "Compiles the files with the ledger, runs the program with the arguments, and prints its source "
         "with what\n"
         "each line did to counts, as recount annotate does; findings stand at their lines.\n\n"
         "  --plain        the plain ledger: it does not see plain C code\n"
         "  --whole        all lines of the files, not only those around what was done\n"
         "  --trace FILE   keeps the trace, for recount report, dot and tree\n"
         "  FLAG           -IDIR, -DNAME, -O2, ... for the compiler; -LDIR, -lNAME and -Wl,... when "
         "linking\n\n"
         "The compiler is $CC, or cc.  RECOUNT_AUDIT and RECOUNT_OPTIONS are handed on.\n"
         "Exit status: 1 if there are findings, or the program fails.");
}

static int is_for_linking(const char *flag)
{
    return strncmp(flag, "-l", 2) == 0 || strncmp(flag, "-L", 2) == 0 || strncmp(flag, "-Wl,", 4) == 0;
}

static int is_source(const char *name)
{
    size_t size = strlen(name);
    return size > 2 && strcmp(name + size - 2, ".c") == 0;
}

/* LAB_OK; -1: it is --help; or LAB_USAGE, LAB_FAILED after telling why. */
static int take(Run *run, const char *word, const char *next, int *took_next)
{
    if (strcmp(word, "--help") == 0) {
        print_help();
        return -1;
    }
    if (strcmp(word, "--trace") == 0) {
        if (next == NULL) {
            return lab_usage_error(COMMAND, "%s needs a value", word);
        }
        run->trace = next;
        *took_next = 1;
    } else if (strncmp(word, "--trace=", 8) == 0) {
        run->trace = word + 8;
    } else if (strcmp(word, "--plain") == 0) {
        run->is_plain = 1;
    } else if (strcmp(word, "--whole") == 0) {
        run->is_whole = 1;
    } else if (strncmp(word, "--", 2) == 0) {
        return lab_usage_error(COMMAND, "there is no option %s", word);
    } else if (*word != '-' && !is_source(word)) {
        return lab_usage_error(COMMAND, "%s is no C file (FILE.c); the program's arguments come after --",
                               word);
    } else if (add_text(*word != '-'           ? run->files
                        : is_for_linking(word) ? run->link_flags
                                               : run->flags,
                        word) < 0) {
        return lab_exception(COMMAND, word);
    }
    return LAB_OK;
}

static int read_arguments(Run *run, int argc, char **argv)
{
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        int took_next = 0;
        int status = take(run, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &took_next);
        if (status != LAB_OK) {
            return status;
        }
        i += took_next;
    }
    run->arguments = i < argc ? argv + i + 1 : argv + argc;
    if (RcList_GET_SIZE(run->files) == 0) {
        return lab_usage_error(COMMAND, "a file is missing");
    }
    if (run->trace != NULL && is_source(run->trace)) {
        return lab_usage_error(COMMAND, "--trace names a file to be written, and %s is a C file", run->trace);
    }
    return LAB_OK;
}

/* -- all -- */

static int build_and_run(Run *run)
{
    int status = -1;
    if (find_recount(run) < 0) {
        return LAB_FAILED;
    }
    child_block_signals(&run->blocked);
    if (make_folder(run) == 0) {
        status = build(run) < 0 || check_trace(run) < 0 ? -1 : run_program(run);
        remove_folder(run);
    }
    sigprocmask(SIG_SETMASK, &run->blocked, NULL);
    status = status < 0 ? LAB_FAILED : annotate_run(run, status);
    if (run->trace_file >= 0) {
        close(run->trace_file);
    }
    return status;
}

int lab_run(int argc, char **argv)
{
    Run run = {.trace_file = -1,
               .files = RcList_New(0),
               .flags = RcList_New(0),
               .link_flags = RcList_New(0),
               .includes = RcList_New(0)};
    int status = LAB_FAILED;
    if (run.files == NULL || run.flags == NULL || run.link_flags == NULL || run.includes == NULL) {
        lab_exception(COMMAND, NULL);
    } else {
        status = read_arguments(&run, argc, argv);
        status = status == LAB_OK ? build_and_run(&run) : status < 0 ? LAB_OK : status;
    }
    Rc_XDECREF(run.files);
    Rc_XDECREF(run.flags);
    Rc_XDECREF(run.link_flags);
    Rc_XDECREF(run.includes);
    Rc_XDECREF(run.libraries);
    return status;
}
