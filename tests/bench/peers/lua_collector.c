/* Lua's collector on the graphs of collector.c, as tables with two references: collector_lua COUNT ROW */
#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>

#define LEAST_OPERATIONS 1
#include "../rows.h"

enum { ROW_AT = 1 }; /* the stack holds a Lua array of all nodes, and nothing else */

static lua_State *L;
static lua_Integer count;

static void make_row(void)
{
    for (lua_Integer i = 1; i <= count; i++) {
        lua_createtable(L, 2, 0);
        lua_rawseti(L, ROW_AT, i);
    }
}

/* Nodes are numbered from 0. */
static void refer(lua_Integer from, lua_Integer left, lua_Integer right)
{
    lua_rawgeti(L, ROW_AT, from + 1);
    lua_rawgeti(L, ROW_AT, left + 1);
    lua_rawseti(L, -2, 1);
    lua_rawgeti(L, ROW_AT, right + 1);
    lua_rawseti(L, -2, 2);
    lua_settop(L, ROW_AT);
}

static void link_near(void)
{
    make_row();
    for (lua_Integer i = 0; i < count; i++) {
        refer(i, (i + 1) % count, (i + 2) % count);
    }
}

static void link_randomly(void)
{
    uint32_t *ring = random_order((size_t)count, (size_t)count);
    uint64_t state = 7;

    make_row();
    for (lua_Integer i = 0; i < count; i++) {
        lua_Integer anywhere = (lua_Integer)(next_random(&state) % (uint64_t)count);
        refer(ring[i], ring[(i + 1) % count], anywhere);
    }
    free(ring);
}

static size_t collect(void)
{
    lua_gc(L, LUA_GCCOLLECT);
    return (size_t)count;
}

static void live_near(void)
{
    link_near();
    collect();
}

static void live_random(void)
{
    link_randomly();
    collect();
}

/* The first node takes the array's place. */
static void hold_first_only(void)
{
    lua_rawgeti(L, ROW_AT, 1);
    lua_replace(L, ROW_AT);
    collect();
}

static void rooted_near(void)
{
    link_near();
    hold_first_only();
}

static void rooted_random(void)
{
    link_randomly();
    hold_first_only();
}

static void dead_pairs(void)
{
    make_row();
    for (lua_Integer i = 0; i < count; i += 2) {
        refer(i, i + 1, i + 1);
        refer(i + 1, i, i);
    }
    lua_settop(L, 0);
}

static size_t build(void)
{
    lua_gc(L, LUA_GCRESTART);
    make_row();
    return (size_t)count;
}

static const Row rows[] = {
    {"live-near", live_near, collect, NULL},     {"live-random", live_random, collect, NULL},
    {"rooted-near", rooted_near, collect, NULL}, {"rooted-random", rooted_random, collect, NULL},
    {"dead-pairs", dead_pairs, collect, NULL},   {"build", NULL, build, NULL},
};

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: collector COUNT ROW\n");
        return 2;
    }
    L = luaL_newstate();
    expect(L != NULL, "memory");
    lua_gc(L, LUA_GCSTOP);
    count = strtol(argv[1], NULL, 10);
    lua_createtable(L, (int)count, 0);
    RUN_ROWS(rows, argv + 2);
}
