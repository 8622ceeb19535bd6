/* Columns, and how they become one JSON text: model.js reads it. */
#include "report_pack.h"

#include <stdlib.h>

int open_columns(Pack *pack)
{
    for (int i = 0; i < COLUMNS; i++) {
        Column *column = &pack->columns[i];
        column->file = open_memstream(&column->text, &column->size);
        if (column->file == NULL) {
            RcErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

void close_columns(Pack *pack)
{
    for (int i = 0; i < COLUMNS; i++) {
        if (pack->columns[i].file != NULL) {
            fclose(pack->columns[i].file);
        }
        free(pack->columns[i].text);
    }
}

FILE *begin_item(Pack *pack, ColumnName name)
{
    Column *column = &pack->columns[name];
    if (column->count++ > 0) {
        fputc(',', column->file);
    }
    return column->file;
}

void add(Pack *pack, ColumnName name, long long value)
{
    fprintf(begin_item(pack, name), "%lld", value);
}

void add_difference(Pack *pack, ColumnName name, long long value)
{
    add(pack, name, value - pack->columns[name].last);
    pack->columns[name].last = value;
}

void add_pair(Pack *pack, ColumnName name, long long first, long long second)
{
    fprintf(begin_item(pack, name), "[%lld,%lld]", first, second);
}

/* -- names, each once -- */

/* A table: text -> index, and the texts written in order. */
typedef struct NameList {
    RcObject *indices;
    FILE *file;
    char *text;
    size_t size;
} NameList;

static int open_names(NameList *names, RcObject *indices)
{
    *names = (NameList){.indices = indices};
    names->file = indices != NULL ? open_memstream(&names->text, &names->size) : NULL;
    if (names->file == NULL && indices != NULL) {
        RcErr_NoMemory();
    }
    return names->file != NULL ? 0 : -1;
}

/* -1 of NULL, or with an exception. */
static long long index_of(NameList *names, RcObject *text)
{
    if (text == NULL) {
        return -1;
    }
    RcObject *known = RcHashTable_GetItem(names->indices, text);
    if (known != NULL) {
        return RcInt_AsLongLong(known);
    }
    Rc_ssize_t index = RcHashTable_Size(names->indices);
    RcObject *number = RcErr_Occurred() ? NULL : RcInt_FromSsize_t(index);
    if (number == NULL || RcHashTable_SetItem(names->indices, text, number) < 0) {
        index = -1;
    } else {
        fputs(index > 0 ? "," : "", names->file);
        put_json(names->file, text);
    }
    Rc_XDECREF(number);
    return index;
}

static void write_names(FILE *file, const char *name, NameList *names)
{
    fflush(names->file);
    fprintf(file, ",\"%s\":[%.*s]", name, (int)names->size, names->text);
}

static void close_names(NameList *names)
{
    if (names->file != NULL) {
        fclose(names->file);
    }
    free(names->text);
}

/* -- the parts of the text -- */

static void write_column(FILE *file, const char *before, Pack *pack, ColumnName name, const char *after)
{
    Column *column = &pack->columns[name];
    fflush(column->file);
    fputs(before, file);
    fwrite(column->text, 1, column->size, file);
    fputs(after, file);
}

static void write_head(FILE *file, Pack *pack)
{
    const Run *run = pack->run;
    static const char *const texts[] = {"program", "recount", "folder"};
    fprintf(file,
            "{\"format\":1,\"stepsInTrace\":%lld,\"objectsInTrace\":%d,\"leftOut\":%lld,"
            "\"collectionsInTrace\":%d,\"tablesUntil\":%lld",
            run->steps_in_trace, run->objects_in_trace, run->left_out, pack->collections, pack->tables_until);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fprintf(file, ",\"%s\":", texts[i]);
        put_json(file, RcHashTable_GetItemString(run->trace.header, texts[i]));
    }
}

static void write_types(FILE *file, const Trace *trace)
{
    fputs(",\"types\":[null", file);
    for (int i = 1; i < trace->type_count; i++) {
        fputc(',', file);
        put_json(file, trace->types[i].name);
    }
    fputc(']', file);
}

static void write_steps(FILE *file, Pack *pack)
{
    static const char *const names[] = {
        [JUMPS] = "jumps", [NUMBER] = "number", [OBJECT] = "object", [OP] = "op",     [CALL] = "call",
        [SITE] = "site",   [BY] = "by",         [SLOT] = "slot",     [GAPS] = "gaps", [FOLDS] = "folds"};
    write_column(file, ",\"steps\":{\"kind\":\"", pack, KIND, "\"");
    write_column(file, ",\"change\":\"", pack, CHANGE, "\"");
    for (int i = JUMPS; i <= FOLDS; i++) {
        fprintf(file, ",\"%s\":[", names[i]);
        write_column(file, "", pack, (ColumnName)i, "]");
    }
    write_column(file, "},\"ops\":{\"call\":[", pack, OPS_CALL, "]");
    write_column(file, ",\"site\":[", pack, OPS_SITE, "]}");
    write_column(file, ",\"tables\":[", pack, TABLES, "]");
    write_column(file, ",\"collections\":[", pack, COLLECTIONS, "]");
}

static void write_objects(FILE *file, const Pack *pack)
{
    const Run *run = pack->run;
    static const char *const names[] = {"number", "type", "start", "immortal", "early"};
    fputs(",\"objects\":{", file);
    for (int column = 0; column < 5; column++) {
        fprintf(file, "%s\"%s\":[", column > 0 ? "," : "", names[column]);
        for (int i = 0; i < run->objects; i++) {
            const TraceObject *object = &run->trace.objects[pack->page_objects[i]];
            const long long values[] = {object->number, object->type, run->parts[pack->page_objects[i]].start,
                                        object->is_immortal, object->is_early};
            fprintf(file, i > 0 ? ",%lld" : "%lld", values[column]);
        }
        fputc(']', file);
    }
    fputs(",\"repr\":[", file);
    for (int i = 0; i < run->objects; i++) {
        fputs(i > 0 ? "," : "", file);
        put_json(file, run->trace.objects[pack->page_objects[i]].repr);
    }
    fputs("],\"variable\":[", file);
    for (int i = 0; i < run->objects; i++) {
        fputs(i > 0 ? "," : "", file);
        put_json(file, run->parts[pack->page_objects[i]].variable);
    }
    fputs("]}", file);
}

/* A call's caller may get its index only now. */
static void write_calls(FILE *file, Pack *pack, NameList *functions)
{
    fputs(",\"calls\":[", file);
    for (int i = 0; i < pack->call_count; i++) {
        const TraceCall *call = &pack->run->trace.calls[pack->page_calls[i]];
        int parent = call_index(pack, call->parent);
        fprintf(file, "%s[%d,%lld,%lld]", i > 0 ? "," : "", parent, index_of(functions, call->function),
                pack->ends[pack->page_calls[i]] - 1);
    }
    fputc(']', file);
}

static void write_sites(FILE *file, const Run *run, NameList *functions, NameList *apis, NameList *files)
{
    fputs(",\"sites\":[", file);
    for (int i = 0; i < run->trace.site_count; i++) {
        const TraceSite *site = &run->trace.sites[i];
        run->site_files[i] = (int)index_of(files, site->file);
        fprintf(file, "%s[%d,%d,%lld,%lld]", i > 0 ? "," : "", run->site_files[i], site->line,
                index_of(functions, site->function), index_of(apis, site->api));
    }
    fputc(']', file);
}

static void write_findings(FILE *file, Pack *pack)
{
    static const char *const texts[] = {"id", "kind", "type", "what", "there"};
    const Run *run = pack->run;
    fprintf(file, ",\"allFindings\":%d,\"findings\":[", run->all_findings);
    for (int i = 0; i < run->finding_count; i++) {
        const TraceEvent *event = &run->trace.events[run->findings[i].event];
        fprintf(file, "%s{\"step\":%lld,\"object\":%d,\"site\":%d", i > 0 ? "," : "", run->findings[i].step,
                object_index(pack, event->object), event->site);
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++) {
            fprintf(file, ",\"%s\":", texts[j]);
            RcObject *words =
                trace_words(&run->trace, trace_member_text(event->line, texts[j]), run->findings[i].event);
            put_json(file, words);
            Rc_XDECREF(words);
        }
        fputc('}', file);
    }
    fputc(']', file);
    if (run->trace.end != NULL) {
        fprintf(file, ",\"end\":{\"live\":%lld,\"dropped\":%lld,\"halted\":%lld}",
                trace_member(run->trace.end, "live"), trace_member(run->trace.end, "dropped"),
                trace_member(run->trace.end, "halted"));
    }
}

static int write_all(Pack *pack, NameList *functions, NameList *apis, NameList *files)
{
    Run *run = pack->run;
    FILE *file = open_memstream(&run->json, &run->json_size);
    if (file == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    write_head(file, pack);
    write_types(file, &run->trace);
    write_steps(file, pack);
    write_findings(file, pack);
    write_calls(file, pack, functions);
    write_sites(file, run, functions, apis, files);
    write_objects(file, pack);
    write_names(file, "functions", functions);
    write_names(file, "apis", apis);
    write_names(file, "files", files);
    fputc('}', file);
    int failed = ferror(file);
    if (fclose(file) != 0 || failed) {
        RcErr_NoMemory();
    }
    return RcErr_Occurred() ? -1 : 0;
}

int write_json(Pack *pack)
{
    NameList functions, apis, files;
    RcObject *function_indices = RcHashTable_New();
    RcObject *api_indices = RcHashTable_New();
    int status = open_names(&functions, function_indices) | open_names(&apis, api_indices) |
                 open_names(&files, pack->run->files);
    if (status == 0) {
        status = write_all(pack, &functions, &apis, &files);
    }
    close_names(&functions);
    close_names(&apis);
    close_names(&files);
    Rc_XDECREF(function_indices);
    Rc_XDECREF(api_indices);
    return status;
}
