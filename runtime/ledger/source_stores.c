/* Lines of the user's source that store pointers, or overwrite them. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* Does a line store into a field that a tp_traverse of this file visits? */
static int stores_to_visited(const Source *source, const char *text)
{
    const char *end = _RcLedger_Assignment(text), *name = "";
    size_t length;

    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    length = end != NULL ? _RcLedger_NameBefore(text, end, &name) : 0;
    for (int line = 1; line <= source->count; line++) {
        const char *visit = strstr(_RcLedger_LineText(source, line), "VISIT(");
        if (visit != NULL && _RcLedger_FindWord(visit, name, length) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* -- what cannot hold a reference -- */

/* Is a name declared there as a pointer? */
static int declares_pointer(const char *text, const char *name)
{
    char declared[80];
    const char *at = text;
    size_t length = (size_t)snprintf(declared, sizeof declared, "*%s", name);

    while ((at = strstr(at, declared)) != NULL) {
        const char *before = at;
        while (before > text && (before[-1] == ' ' || before[-1] == '*')) {
            before--;
        }
        if (before > text && (_RcLedger_IsNameChar(before[-1]) || before[-1] == ',') &&
            !_RcLedger_IsNameChar(at[length])) {
            return 1;
        }
        at++;
    }
    return 0;
}

/* The same of `char *name`: there no object is. */
static int declares_text(const char *text, const char *name)
{
    char declared[80];
    size_t length = (size_t)snprintf(declared, sizeof declared, "char *%s", name);
    const char *at = strstr(text, declared);

    return at != NULL && !_RcLedger_IsNameChar(at[length]);
}

/* Is a name declared there as a number? */
static int declares_number(const char *text, const char *name)
{
    static const char *const types[] = {"int",    "long",       "short",      "char", "unsigned", "size_t",
                                        "double", "Rc_ssize_t", "Py_ssize_t", "bool", "uint32_t", "uint64_t"};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *type = _RcLedger_FindWord(text, types[i], strlen(types[i]));
        const char *word = type != NULL ? _RcLedger_FindWord(type, name, strlen(name)) : NULL;
        if (word != NULL && strcspn(type, "*;(){") > (size_t)(word - type)) {
            return 1;
        }
    }
    return 0;
}

typedef int (*Declares)(const char *text, const char *name);

/* Does a line assign to a variable or a field that is so wherever the file declares its name? */
static int assigns(const Source *source, const char *text, Declares declares)
{
    const char *end = _RcLedger_Assignment(text), *name = "";
    char assigned[64];
    size_t length;
    int found = 0;

    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    length = end != NULL ? _RcLedger_NameBefore(text, end, &name) : 0;
    if (length == 0 || length >= sizeof assigned) {
        return 0;
    }
    snprintf(assigned, sizeof assigned, "%.*s", (int)length, name);
    for (int line = 1; line <= source->count; line++) {
        const char *declaration = _RcLedger_LineText(source, line);
        if (declares(declaration, assigned)) {
            found = 1;
        } else if (declares_pointer(declaration, assigned)) {
            return 0;
        }
    }
    return found;
}

static int assigns_number(const Source *source, const char *text)
{
    return assigns(source, text, declares_number);
}

/* Where no object can be. */
static int assigns_value(const Source *source, const char *text)
{
    return assigns_number(source, text) || assigns(source, text, declares_text);
}

/* -- stores -- */

static int stores_what_it_has(const Source *source, const char *text)
{
    return _RcLedger_MayStoreReference(text) && !assigns_value(source, text);
}

static int stores_to_visited_field(const Source *source, const char *text)
{
    return _RcLedger_MayStoreReference(text) && stores_to_visited(source, text);
}

static int stores_anything(const Source *source, const char *text)
{
    Rc_UNUSED(source);
    return _RcLedger_TextStores(text);
}

/* The last line of a sort; one that this build has code for if there is any. */
int _RcLedger_LastLine(const Span *span, int (*is_wanted)(const Source *, const char *))
{
    int without_code = 0;
    for (int line = span->last; line >= span->first; line--) {
        if (is_wanted(span->source, _RcLedger_LineText(span->source, line))) {
            if (_RcLedger_HasCode(span->near, span->file, line)) {
                return line;
            }
            without_code = without_code == 0 ? line : without_code;
        }
    }
    return without_code;
}

static int is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

/* The lines of the innermost block around a line, by their indentation: those of another branch are not among them.
 * direction: upwards -1, downwards 1.  Does one of them announce an operation? */
static int has_operation_beside(const Span *span, int line, int direction)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(span->source, line));

    for (int i = line + direction; i > span->first && i < span->last; i += direction) {
        const char *text = _RcLedger_LineText(span->source, i);
        if (is_blank(text)) {
            continue;
        }
        if (_RcLedger_IndentOf(text) < indent) {
            return 0;
        }
        if (_RcLedger_IndentOf(text) == indent && _RcLedger_TextHasOperation(text) &&
            _RcLedger_HasCode(span->near, span->file, i)) {
            return 1;
        }
    }
    return 0;
}

/* Between two operations none was announced: what stands in one block with an operation has not run. */
static int has_run(const Span *span, int line)
{
    return !has_operation_beside(span, line, -1) && !has_operation_beside(span, line, 1);
}

/* The last line of a sort that has run, if there is any. */
static int last_that_ran(const Span *span, int (*is_wanted)(const Source *, const char *))
{
    for (int line = span->last; line >= span->first; line--) {
        if (is_wanted(span->source, _RcLedger_LineText(span->source, line)) &&
            _RcLedger_HasCode(span->near, span->file, line) && has_run(span, line)) {
            return line;
        }
    }
    return _RcLedger_LastLine(span, is_wanted);
}

/* A store of what may be a reference that was not taken: into a field that is visited, if there is one. */
int _RcLedger_LastStore(const Span *span)
{
    int line = last_that_ran(span, stores_to_visited_field);
    return line > 0 ? line : last_that_ran(span, stores_what_it_has);
}

/* The functions of this file that the lines of a span call, the last call first: what is found in one of them. */
static int find_in_callees(const Span *span, int (*find)(const Span *))
{
    for (int line = span->last; line >= span->first; line--) {
        const char *text = _RcLedger_LineText(span->source, line);
        for (const char *at = strchr(text, '('); at != NULL; at = strchr(at + 1, '(')) {
            const char *start = at;
            Span body = *span;
            while (start > text && _RcLedger_IsNameChar(start[-1])) {
                start--;
            }
            body.first = start < at && !_RcLedger_IsLibrarysName(start)
                             ? _RcLedger_FindFunction(span->source, start, (size_t)(at - start))
                             : 0;
            body.last = _RcLedger_EndOfFunction(span->source, body.first);
            if (body.first > 0 && !(body.first <= line && line <= body.last)) {
                int found = find(&body);
                if (found > 0) {
                    return found;
                }
            }
        }
    }
    return 0;
}

int _RcLedger_StoreBetween(const char *file, int first, int last, const void *near, StoreSearch search)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, first, last};

    if (source == NULL) {
        return 0;
    }
    if (last <= 0) {
        span.last = _RcLedger_EndOfFunction(source, first);
    }
    switch (search) {
    case STORE_HERE:
        return _RcLedger_LastStore(&span);
    case STORE_IN_CALLEES:
        return find_in_callees(&span, _RcLedger_LastStore);
    default:
        return _RcLedger_LastLine(&span, stores_anything);
    }
}

/* An assignment that declares nothing. */
static int overwrites(const Source *source, const char *text)
{
    const char *sign = _RcLedger_Assignment(text), *first = text + strspn(text, " \t*");

    if (sign == NULL || strncmp(first, "for", 3) == 0 || assigns_value(source, text)) {
        return 0;
    }
    while (sign > first && sign[-1] == ' ') {
        sign--;
    }
    return memchr(first, ' ', (size_t)(sign - first)) == NULL;
}

/* Is the variable that a line assigns to declared as an object outside of functions?  (A block that it points to is lost by the
 * line that frees it.) */
static int assigns_global(const Source *source, const char *text)
{
    const char *end = _RcLedger_Assignment(text), *name = "";
    char variable[64];
    size_t length;

    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    length = end != NULL ? _RcLedger_NameBefore(text, end, &name) : 0;
    if (length == 0 || length >= sizeof variable) {
        return 0;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int line = 1; line <= source->count; line++) {
        const char *declaration = _RcLedger_LineText(source, line);
        if (_RcLedger_IsNameChar(declaration[0]) && strchr(declaration, '(') == NULL &&
            strstr(declaration, "Object *") != NULL && declares_pointer(declaration, variable)) {
            return 1;
        }
    }
    return 0;
}

/* An assignment to a field, an item, a global variable, or through a pointer. */
static int overwrites_memory(const Source *source, const char *text)
{
    return overwrites(source, text) && (_RcLedger_TextStores(text) || assigns_global(source, text));
}

/* `vector->size = n;`: what was behind that is in reach no more. */
static int overwrites_number(const Source *source, const char *text)
{
    return _RcLedger_TextStores(text) && assigns_number(source, text);
}

static int overwrites_visited_field(const Source *source, const char *text)
{
    return overwrites_memory(source, text) && stores_to_visited(source, text);
}

static int frees(const Source *source, const char *text)
{
    const char *at = strstr(text, "free(");
    Rc_UNUSED(source);
    if (_RcLedger_FindWord(text, "memmove", 7) != NULL || _RcLedger_FindWord(text, "memcpy", 6) != NULL ||
        _RcLedger_FindWord(text, "memset", 6) != NULL) {
        return 1;
    }
    at = at != NULL ? at : strstr(text, "Free(");
    return at != NULL && _RcLedger_TextStores(text) == 0;
}

static int last_overwriting_of_memory(const Span *span)
{
    int line = last_that_ran(span, overwrites_visited_field);
    line = line > 0 ? line : last_that_ran(span, overwrites_memory);
    line = line > 0 ? line : last_that_ran(span, frees);
    return line > 0 ? line : last_that_ran(span, overwrites_number);
}

int _RcLedger_OverwritingBetween(const char *file, int first, int last, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, first, last};
    int line;

    if (source == NULL) {
        return 0;
    }
    if (last <= 0) {
        span.last = _RcLedger_EndOfFunction(source, first);
    }
    line = last_overwriting_of_memory(&span);
    line = line > 0 ? line : last_that_ran(&span, overwrites);
    return line > 0 ? line : find_in_callees(&span, last_overwriting_of_memory);
}

int _RcLedger_MemoryOverwrittenBetween(const char *file, int first, int last, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, first, last};
    int line = source != NULL ? last_overwriting_of_memory(&span) : 0;

    return line > 0 || source == NULL ? line : find_in_callees(&span, last_overwriting_of_memory);
}

int _RcLedger_OverwritesMemory(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    return source != NULL && overwrites_memory(source, _RcLedger_LineText(source, line));
}

/* Is what a line assigns to a variable memory that nobody had before; or nothing? */
static int is_fresh(const char *sign)
{
    return strstr(sign, "alloc(") != NULL || strstr(sign, "Malloc(") != NULL ||
           strstr(sign, "Calloc(") != NULL || strstr(sign, "_New(") != NULL ||
           strncmp(sign + 1 + strspn(sign + 1, " "), "NULL", 4) == 0;
}

/* On each way to the line: in `self = pooled > 0 ? pool[--pooled] : make();` or in one branch it may be an old one. */
int _RcLedger_StoresToFreshBlock(const char *path, int line)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "";
    const char *first = text + strspn(text, " \t"), *arrow = strstr(first, "->");
    char block[64];
    int found = 0;

    if (_RcLedger_Assignment(text) == NULL || arrow == NULL || (size_t)(arrow - first) >= sizeof block) {
        return 0;
    }
    snprintf(block, sizeof block, "%.*s", (int)(arrow - first), first);
    for (int i = line - 1;
         i > 0 && _RcLedger_LineText(source, i)[0] != '}' && _RcLedger_LineText(source, i)[0] != '{'; i--) {
        const char *above = _RcLedger_LineText(source, i), *sign = _RcLedger_Assignment(above);
        const char *word = sign != NULL ? _RcLedger_FindWord(above, block, strlen(block)) : NULL;
        if (word != NULL && word + strlen(block) + strspn(word + strlen(block), " ") == sign) {
            if (!is_fresh(sign)) {
                return 0;
            }
            found = 1;
        }
    }
    return found;
}

int _RcLedger_StoresToArgument(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "";
    return _RcLedger_Assignment(text) != NULL && text[strspn(text, " \t")] == '*';
}

int _RcLedger_StoreToArgument(const char *file, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);

    for (int i = line + 1; source != NULL && i < _RcLedger_EndOfFunction(source, line); i++) {
        const char *text = _RcLedger_LineText(source, i), *sign = _RcLedger_Assignment(text);
        if (!_RcLedger_HasCode(near, file, i)) {
            continue;
        }
        if (sign != NULL && text[strspn(text, " \t")] == '*' && !_RcLedger_TextHasOperation(sign)) {
            return i;
        }
        if (_RcLedger_IsReturn(text) &&
            _RcLedger_IndentOf(text) <= _RcLedger_IndentOf(_RcLedger_LineText(source, line))) {
            return 0;
        }
    }
    return 0;
}

int _RcLedger_IsReadBefore(const char *file, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "",
               *end = _RcLedger_Assignment(text);
    char place[128];

    text += strspn(text, " \t");
    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    if (end == NULL || (size_t)(end - text) >= sizeof place) {
        return 0;
    }
    snprintf(place, sizeof place, "%.*s", (int)(end - text), text);
    for (int i = line - 1;
         i > 0 && _RcLedger_LineText(source, i)[0] != '{' && _RcLedger_LineText(source, i)[0] != '}'; i--) {
        const char *value = _RcLedger_Assignment(_RcLedger_LineText(source, i));
        if (value != NULL && strstr(value, place) != NULL && _RcLedger_HasCode(near, file, i)) {
            return 1;
        }
    }
    return 0;
}

/* The sign of the assignment whose value a call is: of several in one line, the last before it. */
static const char *assignment_of(const char *text, const char *call)
{
    const char *sign = _RcLedger_Assignment(text);
    const char *at = call != NULL ? _RcLedger_FindWord(text, call, strlen(call)) : NULL;

    for (const char *next = sign; next != NULL && at != NULL && next < at;
         next = _RcLedger_Assignment(next + 1)) {
        sign = next;
    }
    return sign;
}

/* The variable that a line assigns to, not through a pointer; its length, 0: none.  call: which gives the value; NULL: any. */
static size_t assigned_variable(const char *text, const char *call, const char **name)
{
    const char *end = assignment_of(text, call);
    size_t length = 0;

    if (end == NULL || _RcLedger_TextStores(text)) {
        return 0;
    }
    while (end > text && end[-1] == ' ') {
        end--;
    }
    while (end - length > text && _RcLedger_IsNameChar(end[-(ptrdiff_t)length - 1])) {
        length++;
    }
    *name = end - length;
    return length;
}

/* `if (query == NULL) query = pair;`: has the line, or the one before it, found nothing in the variable? */
static int is_found_empty(const Source *source, int line, const char *name, size_t length)
{
    for (int i = line; i >= line - 1; i--) {
        const char *text = _RcLedger_LineText(source, i), *test = _RcLedger_FindWord(text, "if", 2);
        const char *at = test != NULL ? _RcLedger_FindWord(test, name, length) : NULL;
        if (at != NULL && (at[-1] == '!' || strncmp(at + length, " == NULL", 8) == 0)) {
            return 1;
        }
    }
    return 0;
}

/* The next line that overwrites a variable, if none has given back before what is in it. */
static int overwriting_after(const Span *rest, const char *name, size_t length)
{
    const char *to = "";

    for (int i = rest->first; i < rest->last; i++) {
        const char *text = _RcLedger_LineText(rest->source, i);
        size_t other = overwrites(rest->source, text) ? assigned_variable(text, NULL, &to) : 0;
        if (other == length && strncmp(to, name, length) == 0 &&
            _RcLedger_HasCode(rest->near, rest->file, i)) {
            return i;
        }
        if (_RcLedger_GivesUp(text, name, length) && _RcLedger_HasCode(rest->near, rest->file, i)) {
            return 0;
        }
    }
    return 0;
}

int _RcLedger_MoveAfter(const char *file, int line, const void *near, const char *call)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *from = "", *to = "";
    size_t length = source != NULL ? assigned_variable(_RcLedger_LineText(source, line), call, &from) : 0;
    int end = length > 0 ? _RcLedger_EndOfFunction(source, line) : 0;

    for (int i = line + 1; i < end; i++) {
        const char *text = _RcLedger_LineText(source, i), *sign = _RcLedger_Assignment(text);
        size_t other = overwrites(source, text) ? assigned_variable(text, NULL, &to) : 0;
        const char *value = other > 0 ? sign + 1 + strspn(sign + 1, " ") : "";
        if (other == length && strncmp(to, from, length) == 0 && _RcLedger_HasCode(near, file, i)) {
            return i;
        }
        if (strncmp(value, from, length) == 0 && value[length] == ';' && _RcLedger_HasCode(near, file, i)) {
            Span rest = {source, file, near, i + 1, end};
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)other, to);
            return other < sizeof name && is_found_empty(source, i, name, other)
                       ? overwriting_after(&rest, name, other)
                       : i;
        }
    }
    return 0;
}
