/* What statements say of the calls in them.  A site is a call's, and knows its line alone: which call of that line it is,
 * the order tells in which they ran. */
#include "names_sites.h"

#include <string.h>

/* What is called there: an operation, or a function of the program's; NULL: that is not known. */
static const char *called_at(const Names *names, int site)
{
    RcObject *name = names->trace->sites[site].api;
    if (name == NULL) {
        name = names->trace->calls[names->callees[site]].function;
    }
    return name != NULL ? RcStr_AsUTF8(name) : NULL;
}

/* Sites of one line where the same is called; *before: those that ran first. */
static int count_alike(const Names *names, int site, int *before)
{
    const TraceSite *this = &names->trace->sites[site];
    const char *called = called_at(names, site);
    int count = 0;
    *before = 0;
    for (int i = 1; i < names->trace->site_count; i++) {
        const TraceSite *other = &names->trace->sites[i];
        if (other->line == this->line && other->file != NULL && called_at(names, i) != NULL &&
            (other->api == NULL) == (this->api == NULL) &&
            strcmp(RcStr_AsUTF8(other->file), RcStr_AsUTF8(this->file)) == 0 &&
            strcmp(called_at(names, i), called) == 0) {
            count++;
            *before += i < site;
        }
    }
    return count;
}

/* The call in the statement that a site is of; NULL: it cannot be told. */
static const char *call_of_site(const Names *names, int site, const char *statement)
{
    const char *called = called_at(names, site);
    int before, count = count_alike(names, site, &before);
    if (find_call(statement, called, 1) == NULL) {
        return find_call(statement, called, 0);
    }
    if (find_call(statement, called, count) != NULL) {
        return NULL; /* one of them has not run, and it may be any */
    }
    for (int i = 0; i + 1 < count; i++) {
        const char *first = find_call(statement, called, i), *second = find_call(statement, called, i + 1);
        if (first == NULL || second == NULL || !runs_before(statement, first, second)) {
            return NULL;
        }
    }
    return find_call(statement, called, before);
}

/* New, or NULL without an exception if the text is no variable. */
static RcObject *variable(const char *text, int *status)
{
    RcObject *name = is_variable(text) ? RcStr_FromString(text) : NULL;
    *status = RcErr_Occurred() != NULL ? -1 : *status;
    return name;
}

/* Of a call that was not announced, what the statement assigns to. */
static int read_target(SiteText *text, const char *statement)
{
    char name[NAME_ROOM];
    int status = 0;
    for (const char *at = strchr(statement, '='); at != NULL; at = strchr(at + 1, '=')) {
        if (call_target(statement, at + 1, name, sizeof name)) {
            text->target = variable(name, &status);
            break;
        }
    }
    return status;
}

/* Does it give an object to a variable whose address it gets?  One that gives several, to which one cannot be told. */
static int gives_by_address(const char *called, const char *call)
{
    static const char *const parts[] = {"GetOptional", "NextItem", "Ref",     "Pop",  "Append",
                                        "Concat",      "Intern",   "_Resize", "Parse"};
    char argument[NAME_ROOM];
    int addresses = 0;
    for (int i = 0; call_argument(call, i, argument, sizeof argument); i++) {
        addresses += *argument == '&';
    }
    for (size_t i = 0; addresses == 1 && i < sizeof parts / sizeof parts[0]; i++) {
        if (strstr(called, parts[i]) != NULL) {
            return 1;
        }
    }
    return 0;
}

static int read_text(SiteText *text, const char *called, const char *statement, const char *call)
{
    char name[NAME_ROOM];
    int status = 0, has_out = gives_by_address(called, call);
    if (call_target(statement, call, name, sizeof name)) {
        text->target = variable(name, &status);
    }
    if (call_argument(call, 0, name, sizeof name)) {
        text->argument = variable(name, &status);
    }
    if (call_argument(call, 1, name, sizeof name)) {
        text->second = variable(name, &status);
    }
    for (int i = 0; has_out && text->out == NULL && call_argument(call, i, name, sizeof name); i++) {
        text->out = *name == '&' ? variable(name + 1, &status) : NULL;
    }
    return status;
}

int names_read_site(Names *names, int site)
{
    char statement[STATEMENT_ROOM];
    SiteText *text = &names->sites[site];
    const TraceSite *place = &names->trace->sites[site];
    if (text->is_read || place->file == NULL) {
        return 0;
    }
    text->is_read = 1;
    source_statement(names->sources, place->file, place->line, statement);
    if (place->api == NULL) {
        return read_target(text, statement);
    }
    const char *call = call_of_site(names, site, statement);
    return call != NULL ? read_text(text, RcStr_AsUTF8(place->api), statement, call) : 0;
}

const char *names_use(const Names *names, int call, char statement[STATEMENT_ROOM])
{
    int site = names->trace->calls[call].from;
    const TraceSite *from = &names->trace->sites[site];
    source_statement(names->sources, from->file, from->line, statement);
    return called_at(names, site) != NULL ? call_of_site(names, site, statement) : NULL;
}
