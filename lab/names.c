/* Following variables: what is bound when an event comes, and when a function begins and ends.  A variable that has got
 * something that is not known has no object any more. */
#include "names_sites.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_PARAMETERS = 8,
    REACH = 60 /* lines from an operation to its function's return */
};

/* -- variables -- */

static int bind(Names *names, int call, RcObject *name, int object)
{
    CallNames *here = &names->calls[call];
    if (name == NULL || call == 0) {
        return 0;
    }
    if (here->variables == NULL && (here->variables = RcHashTable_New()) == NULL) {
        return -1;
    }
    RcObject *index = RcInt_FromLong(object);
    int status = index != NULL ? RcHashTable_SetItem(here->variables, name, index) : -1;
    Rc_XDECREF(index);
    return status;
}

static int bind_text(Names *names, int call, const char *text, int object)
{
    RcObject *name = RcStr_FromString(text);
    int status = name != NULL ? bind(names, call, name, object) : -1;
    Rc_XDECREF(name);
    return status;
}

/* The object that a variable of a call has; 0: that is not known. */
static int value_of(const Names *names, int call, const char *variable_name)
{
    RcObject *variables = names->calls[call].variables;
    RcObject *index = variables != NULL ? RcHashTable_GetItemString(variables, variable_name) : NULL;
    return index != NULL ? (int)RcInt_AsLongLong(index) : 0;
}

/* -- functions -- */

/* The line where the definition of a function stands, at or before a line of it; 0: it is not found. */
static int head_of(RcObject *lines, const char *function, int line)
{
    for (; line > 0; line--) {
        const char *text =
            line <= RcList_GET_SIZE(lines) ? RcStr_AsUTF8(RcList_GET_ITEM(lines, line - 1)) : "";
        if (isalpha((unsigned char)*text) && find_call(text, function, 0) != NULL) {
            return line;
        }
    }
    return 0;
}

/* "RcObject *words" declares words. */
static const char *declared_name(const char *parameter)
{
    const char *at = parameter + strlen(parameter);
    while (at > parameter && (isalnum((unsigned char)at[-1]) || at[-1] == '_')) {
        at--;
    }
    return at;
}

/* What an argument is: a variable's object, or the result of the caller's operation, which is called within it; 0: that
 * is not known. */
static int argument_object(const Names *names, int caller, const char *argument, const char *inner)
{
    if (inner != NULL && strncmp(argument, inner, strcspn(inner, "(")) == 0) {
        return names->calls[caller].result;
    }
    return is_variable(argument) ? value_of(names, caller, argument) : 0;
}

/* The caller's operation, if it is an argument of the function that begins; then the variable that seemed to get its
 * result will get the function's.  NULL: it is none. */
static const char *operation_within(const Names *names, int caller, const char *statement, const char *use)
{
    int site = names->calls[caller].site;
    RcObject *api = names->trace->sites[site].api;
    const char *inner = api != NULL ? find_call(statement, RcStr_AsUTF8(api), 0) : NULL;
    return inner != NULL && is_within(use, inner) ? inner : NULL;
}

/* The caller's variables that are arguments are the function's parameters. */
static int bind_parameters(Names *names, int call)
{
    const TraceCall *this = &names->trace->calls[call];
    const TraceSite *site = &names->trace->sites[this->site];
    int caller = trace_users_call(names->trace, this->parent), status = 0;
    char here[STATEMENT_ROOM], there[STATEMENT_ROOM], parameter[NAME_ROOM * 2], argument[NAME_ROOM];
    if (this->function == NULL || site->file == NULL || names->trace->sites[this->from].file == NULL ||
        caller == 0) {
        return 0;
    }
    const char *function = RcStr_AsUTF8(this->function), *use = names_use(names, call, there), *inner = NULL;
    RcObject *lines = source_lines(names->sources, site->file);
    source_statement(names->sources, site->file, lines != NULL ? head_of(lines, function, site->line) : 0,
                     here);
    const char *declaration = find_call(here, function, 0);
    if (use != NULL && (inner = operation_within(names, caller, there, use)) != NULL) {
        status = bind(names, caller, names->sites[names->calls[caller].site].target, 0);
    }
    for (int i = 0; status == 0 && declaration != NULL && use != NULL && i < MOST_PARAMETERS; i++) {
        if (call_argument(declaration, i, parameter, sizeof parameter) &&
            call_argument(use, i, argument, sizeof argument)) {
            int object = argument_object(names, caller, argument, inner);
            status = object != 0 ? bind_text(names, call, declared_name(parameter), object) : 0;
        }
    }
    return status;
}

/* "return (RcObject *)self;" gives self. */
static int returned_variable(const char *value, char *name, size_t room)
{
    value += strspn(value, " ");
    if (*value == '(') {
        value += strcspn(value, ")");
        value += *value != '\0';
        value += strspn(value, " ");
    }
    size_t size = strcspn(value, ";");
    if (size == 0 || size >= room) {
        return 0;
    }
    snprintf(name, room, "%.*s", (int)size, value);
    return is_variable(name);
}

/* What a function returns, as the first return after its last operation says; 0: that cannot be told. */
static int returned_object(Names *names, int call)
{
    const CallNames *here = &names->calls[call];
    const TraceSite *site = &names->trace->sites[here->site];
    char statement[STATEMENT_ROOM], name[NAME_ROOM];
    RcObject *lines = site->file != NULL ? source_lines(names->sources, site->file) : NULL;
    for (int line = site->line; lines != NULL && line < site->line + REACH; line++) {
        const char *text =
            line <= RcList_GET_SIZE(lines) ? RcStr_AsUTF8(RcList_GET_ITEM(lines, line - 1)) : "}";
        const char *keyword = strstr(text, "return");
        if (*text == '}') {
            return 0;
        }
        if (keyword == NULL || !mentions(text, "return")) {
            continue;
        }
        source_statement(names->sources, site->file, line, statement);
        const char *value = strstr(statement, "return");
        if (line == site->line && value != NULL &&
            strstr(value, site->api != NULL ? RcStr_AsUTF8(site->api) : "(") != NULL) {
            return here->result;
        }
        return value != NULL && returned_variable(value + 6, name, sizeof name) ? value_of(names, call, name)
                                                                                : 0;
    }
    return 0;
}

/* What a function returns comes to the variable that its caller assigns it to.  Of several calls in a statement it may
 * be any. */
static int bind_result(Names *names, int call)
{
    const TraceCall *this = &names->trace->calls[call];
    int caller = trace_users_call(names->trace, this->parent), status = 0;
    char statement[STATEMENT_ROOM], target[NAME_ROOM];
    if (this->function == NULL || names->trace->sites[this->from].file == NULL || caller == 0) {
        return 0;
    }
    const char *use = names_use(names, call, statement);
    int object = use != NULL ? returned_object(names, call) : 0;
    names->calls[caller].result = object;
    if (use != NULL) {
        return call_target(statement, use, target, sizeof target) ? bind_text(names, caller, target, object)
                                                                  : 0;
    }
    for (int i = 0; status == 0 && (use = find_call(statement, RcStr_AsUTF8(this->function), i)) != NULL;
         i++) {
        status = call_target(statement, use, target, sizeof target) ? bind_text(names, caller, target, 0) : 0;
    }
    return status;
}

/* -- events -- */

static int counts_its_argument(const char *api)
{
    static const char *const names[] = {"Rc_INCREF", "Rc_XINCREF", "Rc_DECREF", "Rc_XDECREF", "Rc_CLEAR",
                                        "Rc_IncRef", "Rc_DecRef",  "Rc_NewRef", "Rc_XNewRef", "Rc_TryIncRef"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(api, names[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

static int see_count(Names *names, const TraceEvent *event)
{
    CallNames *here = &names->calls[event->call];
    const SiteText *text = &names->sites[event->site];
    RcObject *api = names->trace->sites[event->site].api;
    if (!here->is_first || event->site != here->site || api == NULL ||
        !counts_its_argument(RcStr_AsUTF8(api))) {
        here->is_first = 0;
        return 0;
    }
    here->is_first = 0;
    if (bind(names, event->call, text->argument, event->object) < 0) {
        return -1;
    }
    if (strstr(RcStr_AsUTF8(api), "NewRef") == NULL) {
        return 0;
    }
    here->result = event->object;
    here->is_open = 0;
    return bind(names, event->call, text->target, event->object);
}

static int see_result(Names *names, const TraceEvent *event)
{
    const SiteText *text = &names->sites[event->site];
    names->calls[event->call].result = event->object;
    names->calls[event->call].is_first = names->calls[event->call].is_open = 0;
    return event->site != names->calls[event->call].site
               ? 0
               : bind(names, event->call, text->target != NULL ? text->target : text->out, event->object);
}

static void forget_left(Names *names)
{
    for (int i = 0; i < names->left_count; i++) {
        Rc_CLEAR(names->calls[names->left[i]].variables);
    }
    names->left_count = 0;
}

/* Rc_SETREF(variable, other) is an assignment, and Rc_CLEAR(variable) is one of NULL; what they release is told by the
 * variable's name, so that gets its new value afterwards. */
static void note_setting(Names *names, const TraceEvent *event)
{
    CallNames *here = &names->calls[event->call];
    const SiteText *text = &names->sites[event->site];
    RcObject *api = names->trace->sites[event->site].api;
    const char *called = api != NULL ? RcStr_AsUTF8(api) : "";
    if (text->second != NULL && strstr(called, "SETREF") != NULL) {
        here->set_to = value_of(names, event->call, RcStr_AsUTF8(text->second));
        here->set_name = text->argument;
    } else if (strcmp(called, "Rc_CLEAR") == 0) {
        here->set_name = text->argument;
    }
}

/* RcStr_Append(&variable, other) may make another object of what the variable has.  What a call makes that is not
 * announced is its result, most likely. */
static int see_new(Names *names, const TraceEvent *event)
{
    CallNames *here = &names->calls[event->call];
    const SiteText *text = &names->sites[event->site];
    RcObject *api = names->trace->sites[event->site].api;
    here->is_first = 0;
    if (trace_is_unannounced(names->trace, event)) {
        here->result = event->object;
        return bind(names, event->call, text->target, event->object);
    }
    int makes_another =
        api != NULL && event->site == here->site &&
        (strstr(RcStr_AsUTF8(api), "Append") != NULL || strstr(RcStr_AsUTF8(api), "Concat") != NULL);
    return makes_another ? bind(names, event->call, text->out, event->object) : 0;
}

/* The variable that an operation's result was to come to: it has got no object. */
static int forget_target(Names *names, int call)
{
    CallNames *here = &names->calls[call];
    int is_open = here->is_open;
    here->is_open = 0;
    return is_open ? bind(names, call, names->sites[here->site].target, 0) : 0;
}

static int see_operation(Names *names, const TraceEvent *event)
{
    CallNames *here = &names->calls[event->call];
    forget_left(names);
    if (bind(names, event->call, here->set_name, here->set_to) < 0 || forget_target(names, event->call) < 0) {
        return -1;
    }
    here->site = event->site;
    here->is_open = 1;
    here->result = here->set_to = 0;
    here->set_name = NULL;
    here->is_first = 1;
    if (names_read_site(names, event->site) < 0) {
        return -1;
    }
    note_setting(names, event);
    return 0;
}

/* For whom gives back the last reference no field of the object has anything any more: `box->item`, if box was it. */
static int see_dealloc(Names *names, const TraceEvent *event)
{
    RcObject *variables = names->calls[event->call].variables, *name, *index, *field;
    Rc_ssize_t position = 0;
    int status = 0;
    names->calls[event->call].is_first = 0;
    while (variables != NULL && RcHashTable_Next(variables, &position, &name, &index)) {
        if (RcInt_AsLongLong(index) == event->object) {
            size_t size = strlen(RcStr_AsUTF8(name));
            Rc_ssize_t at = 0;
            while (status == 0 && RcHashTable_Next(variables, &at, &field, NULL)) {
                const char *text = RcStr_AsUTF8(field);
                int is_field =
                    strncmp(text, RcStr_AsUTF8(name), size) == 0 && strncmp(text + size, "->", 2) == 0;
                status = is_field ? bind(names, event->call, field, 0) : 0;
            }
        }
    }
    return status;
}

static int see_leave(Names *names, const TraceEvent *event)
{
    if (event->call == 0 || names->calls[event->call].has_left) {
        return 0;
    }
    names->calls[event->call].has_left = 1;
    names->left[names->left_count++] = event->call;
    return bind_result(names, event->call);
}

/* Its site is the last that something was done at. */
static int see_unannounced(Names *names, const TraceEvent *event)
{
    CallNames *here = &names->calls[event->call];
    if (here->site != event->site) {
        if (forget_target(names, event->call) < 0) {
            return -1;
        }
        here->site = event->site;
        here->result = 0;
        here->is_first = 0;
        return names_read_site(names, event->site);
    }
    return 0;
}

int names_step(Names *names, const TraceEvent *event)
{
    if (trace_is_unannounced(names->trace, event) && see_unannounced(names, event) < 0) {
        return -1;
    }
    switch (event->kind) {
    case TRACE_OP:
        return see_operation(names, event);
    case TRACE_ENTER:
        return bind_parameters(names, event->call);
    case TRACE_LEAVE:
        return see_leave(names, event);
    case TRACE_NEW:
        return see_new(names, event);
    case TRACE_INCREF:
    case TRACE_DECREF:
        return see_count(names, event);
    case TRACE_GOT:
    case TRACE_LENT:
        return see_result(names, event);
    case TRACE_DEALLOC:
        return see_dealloc(names, event);
    default:
        names->calls[event->call].is_first = 0;
        return 0;
    }
}

/* -- asking -- */

/* "items[i]" is another object's when i has changed. */
static int depends_on_an_index(const char *name)
{
    const char *bracket = strchr(name, '[');
    return bracket != NULL && !isdigit((unsigned char)bracket[1]);
}

/* Of several names the first that is mentioned, else the last; statement NULL: a caller's variables. */
static const char *name_in(RcObject *variables, int object, const char *statement)
{
    const char *found = NULL;
    Rc_ssize_t position = 0;
    RcObject *name, *index;
    while (RcHashTable_Next(variables, &position, &name, &index)) {
        if (RcInt_AsLongLong(index) == object) {
            const char *text = RcStr_AsUTF8(name);
            if (statement != NULL && mentions(statement, text)) {
                return text;
            }
            found = statement != NULL && depends_on_an_index(text) ? found : text;
        }
    }
    return found;
}

const char *names_find(const Names *names, int call, int object, const char *statement)
{
    for (; call != 0; call = names->trace->calls[call].parent) {
        RcObject *variables = names->calls[call].variables;
        const char *name = variables != NULL ? name_in(variables, object, statement) : NULL;
        if (name != NULL) {
            return name;
        }
        statement = NULL; /* is not a caller's */
    }
    return NULL;
}

/* -- beginning and end -- */

int names_start(const Trace *trace, Sources *sources, Names *names)
{
    *names = (Names){.trace = trace,
                     .sources = sources,
                     .sites = calloc((size_t)trace->site_count, sizeof *names->sites),
                     .callees = calloc((size_t)trace->site_count, sizeof *names->callees),
                     .calls = calloc((size_t)trace->call_count, sizeof *names->calls),
                     .left = calloc((size_t)trace->call_count, sizeof *names->left)};
    if (names->sites == NULL || names->callees == NULL || names->calls == NULL || names->left == NULL) {
        names_drop(names);
        RcErr_NoMemory();
        return -1;
    }
    for (int i = 1; i < trace->call_count; i++) {
        names->callees[trace->calls[i].from] = i;
    }
    return 0;
}

void names_drop(Names *names)
{
    for (int i = 0; names->sites != NULL && i < names->trace->site_count; i++) {
        Rc_XDECREF(names->sites[i].target);
        Rc_XDECREF(names->sites[i].argument);
        Rc_XDECREF(names->sites[i].second);
        Rc_XDECREF(names->sites[i].out);
    }
    for (int i = 0; names->calls != NULL && i < names->trace->call_count; i++) {
        Rc_XDECREF(names->calls[i].variables);
    }
    free(names->sites);
    free(names->callees);
    free(names->calls);
    free(names->left);
    *names = (Names){.trace = NULL};
}
