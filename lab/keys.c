/* Keys from files: words, lines, or ints. */
#include "keys.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND "table"

typedef struct Reader {
    RcObject *seen; /* table: key -> None; owned */
    KeyKind kind;
    Rc_ssize_t read;
} Reader;

typedef struct Text {
    char *chars; /* ends with a NUL; owned */
    size_t size;
} Text;

/* -- reading -- */

static int read_all(FILE *file, Text *text)
{
    size_t room = 1 << 16;
    text->size = 0;
    text->chars = malloc(room + 1);
    while (text->chars != NULL) {
        text->size += fread(text->chars + text->size, 1, room - text->size, file);
        if (text->size < room) {
            text->chars[text->size] = '\0';
            return ferror(file) ? -1 : 0;
        }
        room *= 2;
        char *larger = realloc(text->chars, room + 1);
        if (larger == NULL) {
            free(text->chars);
        }
        text->chars = larger;
    }
    errno = ENOMEM;
    return -1;
}

/* 0, or -1 after telling why. */
static int read_file(const char *path, Text *text)
{
    int is_stdin = strcmp(path, "-") == 0;
    text->chars = NULL;
    FILE *file = is_stdin ? stdin : fopen(path, "rb");
    int status = file != NULL ? read_all(file, text) : -1;
    if (status < 0) {
        lab_error(COMMAND, "%s: %s", path, strerror(errno));
        free(text->chars);
    }
    if (file != NULL && !is_stdin) {
        fclose(file);
    }
    return status;
}

/* -- making keys -- */

/* Adds a key.  Steals it; NULL with an exception pending.  0; -1 with an exception. */
static int add_key(Reader *reader, RC_STEALS RcObject *key)
{
    int status = key != NULL ? RcHashTable_SetDefaultRef(reader->seen, key, Rc_None, NULL) : -1;
    Rc_XDECREF(key);
    reader->read++;
    if (reader->read % 65536 == 0) {
        lab_progress("reading: %zd keys, %zd different", reader->read, RcHashTable_Size(reader->seen));
    }
    return status < 0 ? -1 : 0;
}

static RcObject *int_key(const char *start, size_t size)
{
    RcObject *digits = RcStr_DecodeUTF8(start, (Rc_ssize_t)size, "replace");
    RcObject *key = digits != NULL ? RcInt_FromStrObject(digits, 10) : NULL;
    Rc_XDECREF(digits);
    return key;
}

static RcObject *make_key(const Reader *reader, const char *start, size_t size)
{
    return reader->kind == KEYS_INTS ? int_key(start, size)
                                     : RcStr_DecodeUTF8(start, (Rc_ssize_t)size, "replace");
}

/* A word is letters, digits, _ and whatever is not ASCII; ints are what white space separates. */
static int belongs(KeyKind kind, char c)
{
    unsigned char byte = (unsigned char)c;
    switch (kind) {
    case KEYS_WORDS:
        return isalnum(byte) || byte == '_' || byte >= 0x80;
    case KEYS_LINES:
        return byte != '\n';
    default:
        return !isspace(byte);
    }
}

/* An empty line is no key, as there is no empty word. */
static int add_text(Reader *reader, const Text *text)
{
    size_t start = 0;
    while (start < text->size) {
        size_t end = start;
        while (end < text->size && belongs(reader->kind, text->chars[end])) {
            end++;
        }
        if (end > start && add_key(reader, make_key(reader, text->chars + start, end - start)) < 0) {
            return -1;
        }
        start = end + 1;
    }
    return 0;
}

static int add_file(Reader *reader, const char *path)
{
    Text text;
    if (read_file(path, &text) < 0) {
        return -1;
    }
    int status = add_text(reader, &text);
    if (status < 0) {
        lab_exception(COMMAND, path);
    }
    free(text.chars);
    return status;
}

/* -- keys that are absent -- */

/* The key with a ~ behind it, and more of them until it is not in the table.  New; NULL with an exception. */
static RcObject *absent_str(RcObject *seen, RcObject *key)
{
    RcObject *result = RcStr_FromFormat("%U~", key);
    int found;
    while (result != NULL && (found = RcHashTable_Contains(seen, result)) != 0) {
        RcObject *longer = found > 0 ? RcStr_FromFormat("%U~", result) : NULL;
        Rc_SETREF(result, longer);
    }
    return result;
}

/* The first int from *next on that is not in the table, *next being the one after it.  After the greatest
 * comes the least.  New; NULL with an exception. */
static RcObject *absent_int(RcObject *seen, uint64_t *next)
{
    RcObject *result = RcInt_FromLongLong((long long)(*next)++);
    int found;
    while (result != NULL && (found = RcHashTable_Contains(seen, result)) != 0) {
        RcObject *following = found > 0 ? RcInt_FromLongLong((long long)(*next)++) : NULL;
        Rc_SETREF(result, following);
    }
    return result;
}

static long long greatest_of(RcObject *ints)
{
    long long greatest = INT64_MIN;
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(ints); i++) {
        long long number = RcInt_AsLongLong(RcList_GET_ITEM(ints, i));
        greatest = number > greatest ? number : greatest;
    }
    return greatest;
}

/* As many keys as in distinct, and alike: strs that differ at the end, or the ints after the greatest. */
static RcObject *absent_keys(RcObject *seen, RcObject *distinct, KeyKind kind)
{
    uint64_t next = kind == KEYS_INTS ? (uint64_t)greatest_of(distinct) + 1 : 0;
    RcObject *list = RcList_New(0);
    for (Rc_ssize_t i = 0; list != NULL && i < RcList_GET_SIZE(distinct); i++) {
        RcObject *key =
            kind == KEYS_INTS ? absent_int(seen, &next) : absent_str(seen, RcList_GET_ITEM(distinct, i));
        if (key == NULL || RcList_Append(list, key) < 0) {
            Rc_CLEAR(list);
        }
        Rc_XDECREF(key);
    }
    return list;
}

/* -- all -- */

static int make_lists(Reader *reader, Rc_ssize_t most, KeySet *keys)
{
    keys->read = reader->read;
    keys->found = RcHashTable_Size(reader->seen);
    keys->distinct = RcHashTable_Keys(reader->seen);
    if (keys->distinct != NULL && most > 0 && keys->found > most) {
        RcObject *first = RcList_GetSlice(keys->distinct, 0, most);
        Rc_SETREF(keys->distinct, first);
    }
    if (keys->distinct != NULL) {
        keys->absent = absent_keys(reader->seen, keys->distinct, reader->kind);
    }
    if (keys->absent != NULL) {
        return 0;
    }
    drop_keys(keys);
    lab_exception(COMMAND, NULL);
    return -1;
}

int read_keys(char *const *paths, int count, KeyKind kind, Rc_ssize_t most, KeySet *keys)
{
    *keys = (KeySet){.distinct = NULL};
    Reader reader = {.seen = RcHashTable_New(), .kind = kind};
    if (reader.seen == NULL) {
        lab_exception(COMMAND, NULL);
        return -1;
    }
    int status = 0;
    for (int i = 0; status == 0 && i < count; i++) {
        status = add_file(&reader, paths[i]);
    }
    if (status == 0) {
        status = make_lists(&reader, most, keys);
    }
    Rc_DECREF(reader.seen);
    return status;
}

void drop_keys(KeySet *keys)
{
    Rc_CLEAR(keys->distinct);
    Rc_CLEAR(keys->absent);
}
