/* Lua's tables, through its C API.  C code cannot hold a Lua string, so a key is where it stands in a Lua array, and
 * is fetched from there, as an embedder does; numbers are not objects, and nothing has a count. */
#ifndef BENCH_LUA_H
#define BENCH_LUA_H

#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct Object Object; /* never there: twice the index of a str, or one more than twice a number */
typedef struct Table Table;   /* never there: the table's index on the stack */

static lua_State *L;
static lua_Integer strs;
enum { STRS_AT = 1 };

static inline void peer_start(void)
{
    L = luaL_newstate();
    if (L == NULL || !lua_checkstack(L, 100)) {
        abort();
    }
    lua_newtable(L);
}

static inline Object *object_str(const char *text, size_t length)
{
    lua_pushlstring(L, text, length);
    lua_rawseti(L, STRS_AT, ++strs);
    return (Object *)(intptr_t)(strs * 2);
}

static inline Object *object_int(int64_t value)
{
    return (Object *)(intptr_t)(value * 2 + 1);
}

static inline Object *object_float(double value)
{
    return object_int((int64_t)value);
}

static inline void object_acquire(Object *object)
{
    (void)object;
}

static inline void object_release(Object *object)
{
    (void)object;
}

static inline void push_key(Object *key)
{
    intptr_t handle = (intptr_t)key;
    if ((handle & 1) != 0) {
        lua_pushinteger(L, handle >> 1);
    } else {
        lua_rawgeti(L, STRS_AT, handle >> 1);
    }
}

static inline Table *table_new(void)
{
    lua_newtable(L);
    return (Table *)(intptr_t)lua_gettop(L);
}

/* Only the newest table is ever freed. */
static inline void table_free(Table *table)
{
    lua_settop(L, (int)(intptr_t)table - 1);
}

static inline int table_set(Table *table, Object *key, Object *value)
{
    push_key(key);
    lua_pushnumber(L, (double)((intptr_t)value >> 1));
    lua_rawset(L, (int)(intptr_t)table);
    return 0;
}

/* Some object, if the key is there. */
static inline Object *table_get(Table *table, Object *key)
{
    int type;
    push_key(key);
    type = lua_rawget(L, (int)(intptr_t)table);
    lua_settop(L, -2);
    return type == LUA_TNIL ? NULL : key;
}

static inline Object *table_pop(Table *table, Object *key)
{
    Object *value = table_get(table, key);
    push_key(key);
    lua_pushnil(L);
    lua_rawset(L, (int)(intptr_t)table);
    return value;
}

/* The key of the last pair stays on the stack in between. */
static inline int table_next(Table *table, ptrdiff_t *position, Object **key, Object **value)
{
    if (*position == 0) {
        lua_pushnil(L);
        *position = 1;
    }
    if (!lua_next(L, (int)(intptr_t)table)) {
        return 0;
    }
    lua_settop(L, -2);
    *key = *value = (Object *)(intptr_t)1;
    return 1;
}

/* With what lua_next gave on the stack. */
static inline int table_update(Table *table, Table *other)
{
    lua_pushnil(L);
    while (lua_next(L, (int)(intptr_t)other)) {
        lua_pushvalue(L, -2);
        lua_rotate(L, -2, 1);
        lua_rawset(L, (int)(intptr_t)table);
    }
    return 0;
}

#include "singly.h"

#define table_get_many table_get_each
#define table_set_many table_set_each

#endif
