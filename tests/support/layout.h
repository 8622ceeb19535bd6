/* Reading structs by a library's table of offsets alone, as a debugger does. */
#ifndef RECOUNT_TESTS_LAYOUT_H
#define RECOUNT_TESTS_LAYOUT_H

#include <recount/detail/layout.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the table says of a name. */
static inline uint32_t layout_of(const _RcLayoutRow *table, const char *name)
{
    for (; table->name[0] != '\0'; table++) {
        if (strcmp(table->name, name) == 0) {
            return table->value;
        }
    }
    fprintf(stderr, "no row for %s\n", name);
    abort();
}

static inline const void *field_at(const void *struct_, const _RcLayoutRow *table, const char *name)
{
    return (const char *)struct_ + layout_of(table, name);
}

static inline const void *pointer_at(const void *struct_, const _RcLayoutRow *table, const char *name)
{
    const void *pointer;
    memcpy(&pointer, field_at(struct_, table, name), sizeof pointer);
    return pointer;
}

static inline uint32_t u32_at(const void *struct_, const _RcLayoutRow *table, const char *name)
{
    uint32_t value;
    memcpy(&value, field_at(struct_, table, name), sizeof value);
    return value;
}

#endif
