/* Telling: one finding as text, as a line of JSON, and to the program's own reporter. */
#define _GNU_SOURCE
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"

#include <recount/bool.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/str.h>

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_ROOM 8192
#define STORY_LINES 12

typedef struct Text {
    char *data;
    size_t used, room;
} Text;

static void put(Text *text, const char *format, ...) RC_PRINTF(2, 3);
static void put(Text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text->data + text->used, text->room - text->used, format, arguments);
    va_end(arguments);
    if (length > 0) {
        text->used += (size_t)length;
    }
    if (text->used >= text->room) {
        text->used = text->room - 1;
    }
}

/* -- naming an object -- */

#define LONGEST_TEXT 40

/* A str's beginning, in quotes, on one line, and no character cut in two. */
static void quote(const RcStrObject *str, char *buffer, size_t size)
{
    int length = str->size > LONGEST_TEXT ? LONGEST_TEXT : (int)str->size;
    char quoted[4 * LONGEST_TEXT + 1], *end;

    while (length > 0 && length < str->size && (str->data[length] & 0xC0) == 0x80) {
        length--;
    }
    end = quoted;
    for (int i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)str->data[i];
        end += byte == '\n'                  ? sprintf(end, "\\n")
               : byte < 0x20 || byte == 0x7F ? sprintf(end, "\\x%02x", byte)
                                             : sprintf(end, "%c", byte);
    }
    *end = '\0';
    snprintf(buffer, size, "'%s'%s", quoted, length < str->size ? "..." : "");
}

/* What its repr would be, as far as that is known without running any code of a type's. */
const char *_RcLedger_Repr(const Record *record, char *buffer, size_t size)
{
    RcObject *op = record->object;

    if (record->state == RECORD_DEAD || record->state == RECORD_DYING) {
        snprintf(buffer, size, "%s",
                 record->state == RECORD_DYING ? "being deallocated"
                 : record->moved               ? "moved"
                                               : "freed");
    } else if (record->type == &RcBool_Type) {
        snprintf(buffer, size, "%s", op == Rc_True ? "True" : "False");
    } else if (record->type == &RcInt_Type) {
        snprintf(buffer, size, "%lld", (long long)((RcIntObject *)op)->ob_value);
    } else if (record->type == &RcFloat_Type) {
        snprintf(buffer, size, "%g", ((RcFloatObject *)op)->ob_fval);
    } else if (record->type == &RcStr_Type) {
        quote((RcStrObject *)op, buffer, size);
    } else if (op == Rc_None) {
        snprintf(buffer, size, "None");
    } else if (RcType_Check(op)) {
        snprintf(buffer, size, "type %.40s", ((RcTypeObject *)op)->tp_name);
    } else {
        snprintf(buffer, size, "number %llu", (unsigned long long)record->serial);
    }
    return buffer;
}

/* -- the story -- */

static const char *verb(const Entry *entry)
{
    switch (entry->kind) {
    case ENTRY_CREATED:
        return "made";
    case ENTRY_TAKEN:
        return "a reference taken";
    case ENTRY_GIVEN:
        return "a reference given back";
    case ENTRY_SLOT_FILLED:
        return "refers to it from now on";
    case ENTRY_SLOT_EMPTIED:
        return "refers to it no longer";
    case ENTRY_RECEIVED:
        return "received as a new reference";
    case ENTRY_LENT:
        return "borrowed";
    case ENTRY_RETURNED:
        return "returned as a new reference by a function that the runtime called";
    case ENTRY_STORED:
        return "a pointer to it is stored here";
    case ENTRY_DYING:
        return "its last reference is gone: it is deallocated";
    case ENTRY_OVERWRITTEN:
        return "a pointer to it is overwritten here";
    case ENTRY_MOVED:
        return "it gets another size, and another address";
    default:
        return "freed";
    }
}

/* A function that the runtime called, and that has announced nothing: its head. */
static void put_place_of_code(Text *text, const Site *site)
{
    Line line;

    if (_RcLedger_LineOf(site->pc, &line)) {
        put(text, "  at %s:%d in %s: ", line.file, line.line, line.function);
    } else {
        put(text, "  at ?:0 in %s: ", site->function != NULL ? site->function : "?");
    }
}

static void put_place(Text *text, const Site *site)
{
    if (site->file != NULL) {
        put(text, "  at %s:%d in %s: ", site->file, site->line,
            site->function != NULL ? site->function : "?");
    } else {
        put_place_of_code(text, site);
    }
}

/* Done by plain code, which has no operation of its own: after the one that is named by number. */
static int is_plain_entry(const Entry *entry)
{
    int is_slot = entry->kind == ENTRY_SLOT_FILLED || entry->kind == ENTRY_SLOT_EMPTIED;
    return entry->kind == ENTRY_STORED || entry->kind == ENTRY_OVERWRITTEN ||
           (is_slot && (entry->store_pc != NULL || entry->other.users_type));
}

static void put_entry(Text *text, const Entry *entry)
{
    Site site = entry->operation.site;
    int is_slot = (entry->kind == ENTRY_SLOT_FILLED || entry->kind == ENTRY_SLOT_EMPTIED) &&
                  entry->other.type_name != NULL;
    Line line;

    if ((entry->kind == ENTRY_STORED || entry->kind == ENTRY_OVERWRITTEN ||
         entry->kind == ENTRY_SLOT_FILLED) &&
        entry->store_pc != NULL && _RcLedger_LineOfEither(entry->store_pc, entry->store_caller, &line)) {
        _RcLedger_SiteFromLine(&line, entry->store_pc, &site);
    }
    put_place(text, &site);
    put(text, "[%llu] ", (unsigned long long)entry->operation.number);
    if (is_slot) {
        put(text, "the %s object %p ", entry->other.type_name, (const void *)entry->other.object);
    }
    put(text, "%s", verb(entry));
    if (!is_slot && entry->other.type_name != NULL) {
        put(text, " (the %s object %p)", entry->other.type_name, (const void *)entry->other.object);
    }
    if (!is_plain_entry(entry) && entry->operation.site.api != NULL) {
        put(text, ", by %s", entry->operation.site.api);
    }
    if (entry->before != entry->after) {
        put(text, "; count %zd -> %zd", entry->before, entry->after);
    }
    put(text, "\n");
}

static void put_story(const Record *record, Text *text)
{
    const History *history = &record->history;
    uint32_t skipped = history->used > STORY_LINES ? history->used - STORY_LINES : 0;

    for (uint32_t i = 0; i < history->used; i++) {
        if (i >= STORY_LINES / 2 && i < STORY_LINES / 2 + skipped) {
            continue;
        }
        if (i == STORY_LINES / 2 + skipped && skipped + history->dropped > 0) {
            unsigned long long left_out = skipped + history->dropped;
            put(text, "  ... %llu %s left out%s\n", left_out, left_out == 1 ? "entry is" : "entries are",
                history->dropped > 0 ? ", some of which the book no longer has" : "");
        }
        put_entry(text, _RcLedger_Entry(history, i));
    }
}

void _RcLedger_WriteStory(const Record *record, FILE *out)
{
    for (uint32_t i = 0; i < record->history.used; i++) {
        char line[1024];
        Text text = {line, 0, sizeof line};
        if (record->history.dropped > 0 && i == _RcLedger_Gap(&record->history)) {
            fprintf(out, "  ... %llu entries were dropped\n", (unsigned long long)record->history.dropped);
        }
        put_entry(&text, _RcLedger_Entry(&record->history, i));
        fputs(line, out);
    }
}

/* -- JSON -- */

static void put_json_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (; text != NULL && *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            fprintf(file, "\\%c", byte);
        } else if (byte == '\n') {
            fputs("\\n", file);
        } else if (byte < 0x20) {
            fprintf(file, "\\u%04x", byte);
        } else {
            fputc(byte, file);
        }
    }
    fputc('"', file);
}

static void put_member(FILE *file, const char *name, const char *text)
{
    fprintf(file, ", \"%s\": ", name);
    put_json_string(file, text);
}

static void write_json(FILE *file, const RcFinding *finding, const char *type)
{
    fprintf(file, "{\"id\": \"%s\"", finding->id);
    put_member(file, "kind", finding->kind);
    put_member(file, "type", type);
    put_member(file, "file", finding->file != NULL ? finding->file : "");
    fprintf(file, ", \"line\": %d", finding->line);
    put_member(file, "function", finding->function != NULL ? finding->function : "");
    put_member(file, "message", finding->message);
    fprintf(file, "}\n");
    fflush(file);
}

/* -- telling -- */

void _RcLedger_Lacks(Ledger *ledger, Lack lack, const char *name)
{
    ledger->lacks.known |= lack;
    if (lack == LACKS_LINES) {
        snprintf(ledger->lacks.program, sizeof ledger->lacks.program, "%s", name);
    } else if (lack == LACKS_SOURCE) {
        snprintf(ledger->lacks.source, sizeof ledger->lacks.source, "%s", name);
    }
}

/* What is told is less certain then; who reads it should know why. */
static void tell_lacks(Ledger *ledger, FILE *out)
{
    unsigned lacks = ledger->lacks.known & ~ledger->lacks.told;

    if (lacks & LACKS_LINES) {
        fprintf(out,
                "recount: note: %s has no lines of its code: compile with -g, and do not strip it; else "
                "less is told, and less surely\n",
                ledger->lacks.program);
    }
    if (lacks & LACKS_READER) {
        fprintf(out,
                "recount: note: addr2line, of binutils, cannot be run: lines are not known where nothing is "
                "announced\n");
    }
    if (lacks & LACKS_SOURCE) {
        fprintf(out, "recount: note: %s cannot be read: which line is meant is less certain without\n",
                ledger->lacks.source);
    }
    ledger->lacks.told |= lacks;
}

/* The same mistake has the same id in each run: FNV-1a of kind, type and place. */
static void make_id(const RcFinding *finding, const char *type, char id[17])
{
    char text[512];
    const char *name = finding->file != NULL ? strrchr(finding->file, '/') : NULL;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    snprintf(text, sizeof text, "%s %s %s:%d %s", finding->kind, type,
             name != NULL ? name + 1 : (finding->file != NULL ? finding->file : ""), finding->line,
             finding->function != NULL ? finding->function : "");
    for (const char *at = text; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    }
    snprintf(id, 17, "%016llx", (unsigned long long)hash);
}

static void halt(Ledger *ledger)
{
    if (ledger->trace != NULL) {
        _RcLedger_FinishTrace(ledger, 1);
    }
    fflush(NULL);
    _exit(ledger->options.exit_code);
}

void _RcLedger_Tell(Ledger *ledger, const char *kind, const Record *record, RcObject *op, const char *type,
                    const Blame *blame, const char *what)
{
    char message[MESSAGE_ROOM], name[192], id[17];
    Text text = {message, 0, sizeof message};
    RcFinding finding = {.kind = kind,
                         .file = blame->site.file,
                         .line = blame->site.line,
                         .function = blame->site.function,
                         .message = message,
                         .object = op,
                         .id = id};

    ledger->busy++;
    ledger->findings++;
    put(&text, "recount: error: %s: %s object %p", kind, type, (void *)op);
    if (record != NULL) {
        put(&text, " (%s)", _RcLedger_Repr(record, name, sizeof name));
    }
    put(&text, ": %s\n", what);
    put_place(&text, &blame->site);
    put(&text, "%s\n", blame->what);
    if (record != NULL) {
        put_story(record, &text);
    }
    make_id(&finding, type, id);
    if (ledger->options.findings != NULL) {
        write_json(ledger->options.findings, &finding, type);
    }
    if (ledger->trace != NULL) {
        _RcLedger_TraceFinding(ledger, &finding, record, type, &blame->site, blame->what, what);
    }
    if (ledger->reporter != NULL) {
        ledger->reporter(&finding, ledger->reporter_arg);
    } else {
        if (fputs(message, ledger->options.log) < 0 || fflush(ledger->options.log) != 0) {
            fputs(message, stderr); /* a disk may be full */
        }
        tell_lacks(ledger, ledger->options.log);
        if (ledger->options.halt) {
            halt(ledger);
        }
    }
    ledger->busy--;
}

/* What is told of an object once more is a consequence, as like as not. */
void _RcLedger_Report(Ledger *ledger, Record *record, const Blame *blame, const char *format, ...)
{
    char what[512];
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    length = strlen(what);
    if (record->found) {
        snprintf(what + length, sizeof what - length,
                 " (this may follow from what was told of it before: mend that first)");
    }
    record->found = 1;
    _RcLedger_Tell(ledger, blame->kind, record, record->object, record->type_name, blame, what);
}

int RcLedger_SetReporter(RcLedger_Reporter reporter, void *arg)
{
    Ledger *ledger = _Rc_ledger;
    if (ledger == NULL) {
        return -1;
    }
    ledger->reporter = reporter;
    ledger->reporter_arg = arg;
    return 0;
}

/* -- options -- */

/* A number that is not negative; if the text is none, that is said and the preset value stays. */
static uint64_t read_number(const char *name, const char *text, uint64_t preset)
{
    char *rest = NULL;
    unsigned long long number = strtoull(text, &rest, 10);

    if (!isdigit((unsigned char)*text) || *rest != '\0') {
        fprintf(stderr, "recount: %s%s: '%s' is no number; %llu is used\n",
                strncmp(name, "RECOUNT_", 8) == 0 ? "" : "RECOUNT_OPTIONS: ", name, text,
                (unsigned long long)preset);
        return preset;
    }
    return number;
}

static int set_number(Options *options, const char *name, const char *value)
{
    const struct {
        const char *name;
        int *option;
    } switches[] = {{"halt", &options->halt},
                    {"scan", &options->scan},
                    {"immortal", &options->immortal},
                    {"summary", &options->summary}};

    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        if (strcmp(name, switches[i].name) == 0) {
            uint64_t number = read_number(name, value, (uint64_t)*switches[i].option);
            if (number > 1) {
                fprintf(stderr, "recount: RECOUNT_OPTIONS: %s: 0 or 1; %d is used\n", name,
                        *switches[i].option);
            } else {
                *switches[i].option = (int)number;
            }
            return 1;
        }
    }
    if (strcmp(name, "exitcode") == 0) {
        uint64_t code = read_number(name, value, (uint64_t)options->exit_code);
        if (code > 255) {
            fprintf(stderr, "recount: RECOUNT_OPTIONS: exitcode: at most 255; %d is used\n",
                    options->exit_code);
        } else {
            options->exit_code = (int)code;
        }
    } else if (strcmp(name, "quarantine") == 0) {
        options->quarantine = (size_t)read_number(name, value, options->quarantine);
    } else {
        return 0;
    }
    return 1;
}

static void set_option(Options *options, const char *name, const char *value)
{
    FILE *log;

    if (set_number(options, name, value)) {
        return;
    }
    if (strcmp(name, "log") != 0) {
        fprintf(stderr,
                "recount: RECOUNT_OPTIONS: there is no option '%s'; known: halt exitcode scan immortal "
                "summary quarantine log\n",
                name);
        return;
    }
    log = fopen(value, "a");
    if (log == NULL) {
        fprintf(stderr, "recount: RECOUNT_OPTIONS: cannot open %s: %s\n", value, strerror(errno));
        return;
    }
    options->log = log;
}

/* "name=value:name=value" */
static void read_options(Options *options, const char *text)
{
    char copy[1024], *rest = NULL;

    snprintf(copy, sizeof copy, "%s", text);
    for (char *name = strtok_r(copy, ":", &rest); name != NULL; name = strtok_r(NULL, ":", &rest)) {
        char *value = strchr(name, '=');
        if (value == NULL) {
            fprintf(stderr, "recount: RECOUNT_OPTIONS: '%s' has no value\n", name);
            continue;
        }
        *value++ = '\0';
        set_option(options, name, value);
    }
}

void _RcLedger_StartOptions(Options *options)
{
    const char *audit = getenv("RECOUNT_AUDIT"), *text = getenv("RECOUNT_OPTIONS"),
               *findings = getenv("RECOUNT_REPORT");

    *options = (Options){
        .halt = 1, .exit_code = 1, .scan = 1, .immortal = 1, .quarantine = (size_t)3 << 19, .log = stderr};
    if (audit != NULL && *audit != '\0') {
        options->audit = read_number("RECOUNT_AUDIT", audit, 0);
    }
    if (text != NULL) {
        read_options(options, text);
    }
    if (findings != NULL && (options->findings = fopen(findings, "a")) == NULL) {
        fprintf(stderr, "recount: RECOUNT_REPORT: cannot open %s: %s\n", findings, strerror(errno));
    }
}

void _RcLedger_FinishOptions(Options *options)
{
    if (options->log != NULL && options->log != stderr) {
        fclose(options->log);
    }
    if (options->findings != NULL) {
        fclose(options->findings);
    }
}
