/* A JSON parser by recursive descent: a function for each kind of value.
 *
 * Each of them begins where its value does, leaves the parser behind it, and gives a new reference, or NULL with an
 * exception. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#define DEEPEST 64

typedef struct Parser {
    const char *start, *at, *end;
    int depth;
} Parser;

static RcObject *parse_value(Parser *parser);

static RcObject *refuse(const Parser *parser, const char *what)
{
    return RcErr_Format(RcExc_ValueError, "byte %zd: %s", (Rc_ssize_t)(parser->at - parser->start) + 1, what);
}

static void skip_space(Parser *parser)
{
    while (parser->at < parser->end && strchr(" \t\r\n", *parser->at) != NULL && *parser->at != '\0') {
        parser->at++;
    }
}

/* Is this what comes?  Then it is passed over. */
static int accept(Parser *parser, char c)
{
    if (parser->at < parser->end && *parser->at == c) {
        parser->at++;
        return 1;
    }
    return 0;
}

static RcObject *parse_word(Parser *parser, const char *word, RcObject *value)
{
    size_t size = strlen(word);
    if ((size_t)(parser->end - parser->at) < size || memcmp(parser->at, word, size) != 0) {
        return refuse(parser, "a value is expected");
    }
    parser->at += size;
    return Rc_NewRef(value);
}

/* -- numbers -- */

static RcObject *parse_number(Parser *parser)
{
    char digits[64];
    size_t size = 0;
    int is_float = 0;
    while (parser->at + size < parser->end && size < sizeof digits - 1 &&
           strchr("+-.0123456789eE", parser->at[size]) != NULL && parser->at[size] != '\0') {
        digits[size] = parser->at[size];
        is_float |= strchr(".eE", digits[size]) != NULL;
        size++;
    }
    digits[size] = '\0';
    char *rest = digits;
    RcObject *number =
        is_float ? RcFloat_FromDouble(strtod(digits, &rest)) : RcInt_FromString(digits, &rest, 10);
    if (number != NULL && (*rest != '\0' || size == sizeof digits - 1)) {
        Rc_DECREF(number);
        return refuse(parser, "this is no number");
    }
    if (number == NULL && RcErr_ExceptionMatches(RcExc_ValueError)) {
        return refuse(parser, "this is no number");
    }
    parser->at += number != NULL ? size : 0;
    return number;
}

/* -- strings -- */

/* The four digits of a \u; -1: they are none. */
static int parse_unit(Parser *parser)
{
    int unit = 0;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef";
        char c = parser->at < parser->end ? *parser->at : '\0';
        c = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
        const char *digit = c != '\0' ? strchr(digits, c) : NULL;
        if (digit == NULL) {
            return -1;
        }
        unit = unit * 16 + (int)(digit - digits);
        parser->at++;
    }
    return unit;
}

/* After \u.  A surrogate without its other half is U+FFFD. */
static int write_unit(Parser *parser, RcStrWriter *writer)
{
    int unit = parse_unit(parser);
    if (unit >= 0xD800 && unit < 0xDC00 && parser->end - parser->at >= 6 && parser->at[0] == '\\' &&
        parser->at[1] == 'u') {
        parser->at += 2;
        int low = parse_unit(parser);
        unit = low < 0                         ? -1
               : low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                                               : 0xFFFD;
    }
    if (unit < 0) {
        refuse(parser, "\\u is followed by four hexadecimal digits");
        return -1;
    }
    return RcStrWriter_WriteChar(writer, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : (uint32_t)unit);
}

/* After a backslash. */
static int write_escape(Parser *parser, RcStrWriter *writer)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = parser->at < parser->end ? *parser->at++ : '\0';
    if (c == 'u') {
        return write_unit(parser, writer);
    }
    const char *name = c != '\0' ? strchr(names, c) : NULL;
    if (name == NULL) {
        refuse(parser, "there is no such escape");
        return -1;
    }
    return RcStrWriter_WriteChar(writer, (uint32_t)values[name - names]);
}

/* Up to the closing quote. */
static int write_characters(Parser *parser, RcStrWriter *writer)
{
    while (!accept(parser, '"')) {
        const char *start = parser->at;
        while (parser->at < parser->end && *parser->at != '"' && *parser->at != '\\' &&
               (unsigned char)*parser->at >= 0x20) {
            parser->at++;
        }
        if (parser->at > start && RcStrWriter_WriteUTF8(writer, start, parser->at - start) < 0) {
            return -1;
        }
        if (accept(parser, '\\')) {
            if (write_escape(parser, writer) < 0) {
                return -1;
            }
        } else if (parser->at == parser->end || *parser->at != '"') {
            refuse(parser, "a string does not end");
            return -1;
        }
    }
    return 0;
}

/* After the opening quote.  Mostly it has no escapes. */
static RcObject *parse_string(Parser *parser)
{
    const char *end = parser->at;
    while (end < parser->end && *end != '"' && *end != '\\' && (unsigned char)*end >= 0x20) {
        end++;
    }
    if (end < parser->end && *end == '"') {
        const char *start = parser->at;
        parser->at = end + 1;
        return RcStr_DecodeUTF8(start, end - start, NULL);
    }
    RcStrWriter *writer = RcStrWriter_Create(0);
    if (writer == NULL) {
        return NULL;
    }
    if (write_characters(parser, writer) < 0) {
        RcStrWriter_Discard(writer);
        return NULL;
    }
    return RcStrWriter_Finish(writer);
}

/* -- arrays and objects -- */

/* After the bracket. */
static int fill_list(Parser *parser, RcObject *list)
{
    skip_space(parser);
    if (accept(parser, ']')) {
        return 0;
    }
    do {
        RcObject *item = parse_value(parser);
        int status = item != NULL ? RcList_Append(list, item) : -1;
        Rc_XDECREF(item);
        if (status < 0) {
            return -1;
        }
        skip_space(parser);
    } while (accept(parser, ','));
    if (!accept(parser, ']')) {
        refuse(parser, "an array goes on with , or ]");
        return -1;
    }
    return 0;
}

static int add_member(Parser *parser, RcObject *table)
{
    skip_space(parser);
    if (!accept(parser, '"')) {
        refuse(parser, "a member's name is expected");
        return -1;
    }
    RcObject *name = parse_string(parser);
    RcObject *value = NULL;
    int status = -1;
    skip_space(parser);
    if (name != NULL && !accept(parser, ':')) {
        refuse(parser, "a member's name is followed by :");
    } else if (name != NULL && (value = parse_value(parser)) != NULL) {
        status = RcHashTable_SetItem(table, name, value);
    }
    Rc_XDECREF(name);
    Rc_XDECREF(value);
    return status;
}

/* After the brace. */
static int fill_table(Parser *parser, RcObject *table)
{
    skip_space(parser);
    if (accept(parser, '}')) {
        return 0;
    }
    do {
        if (add_member(parser, table) < 0) {
            return -1;
        }
        skip_space(parser);
    } while (accept(parser, ','));
    if (!accept(parser, '}')) {
        refuse(parser, "an object goes on with , or }");
        return -1;
    }
    return 0;
}

static RcObject *parse_container(Parser *parser, RC_STEALS RcObject *container,
                                 int (*fill)(Parser *parser, RcObject *container))
{
    if (container == NULL) {
        return NULL;
    }
    if (++parser->depth > DEEPEST) {
        RcErr_SetString(RcExc_RecursionError, "JSON that is nested too deep");
        Rc_CLEAR(container);
    } else if (fill(parser, container) < 0) {
        Rc_CLEAR(container);
    }
    parser->depth--;
    return container;
}

static RcObject *parse_value(Parser *parser)
{
    skip_space(parser);
    char c = parser->at < parser->end ? *parser->at : '\0';
    switch (c) {
    case '{':
        parser->at++;
        return parse_container(parser, RcHashTable_New(), fill_table);
    case '[':
        parser->at++;
        return parse_container(parser, RcList_New(0), fill_list);
    case '"':
        parser->at++;
        return parse_string(parser);
    case 't':
        return parse_word(parser, "true", Rc_True);
    case 'f':
        return parse_word(parser, "false", Rc_False);
    default:
        return c == '-' || (c >= '0' && c <= '9') ? parse_number(parser)
                                                  : parse_word(parser, "null", Rc_None);
    }
}

RcObject *json_parse(const char *text, size_t size)
{
    Parser parser = {.start = text, .at = text, .end = text + size};
    RcObject *value = parse_value(&parser);
    skip_space(&parser);
    if (value != NULL && parser.at < parser.end) {
        Rc_DECREF(value);
        return refuse(&parser, "there is something behind the value");
    }
    return value;
}
