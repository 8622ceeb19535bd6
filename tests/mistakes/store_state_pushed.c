/* TITLE: a parser whose state is pushed on a stack
 * KIND: missing-incref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The state with its two references is copied to the stack, and the parser goes on with other ones, for which
 * it gives the first back. parser_pop is right: what it takes off the stack should have come with references. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *rule;
    RcObject *values;
} State;

typedef struct {
    State current;
    State stack[8];
    int depth;
} Parser;

static int state_enter(State *state, const char *rule)
{
    RcObject *name = RcStr_FromString(rule), *values = RcList_New(0);
    if (name == NULL || values == NULL) {
        Rc_XDECREF(name);
        Rc_XDECREF(values);
        return -1;
    }
    Rc_XSETREF(state->rule, name);
    Rc_XSETREF(state->values, values);
    return 0;
}

static void state_leave(State *state)
{
    Rc_CLEAR(state->rule);
    Rc_CLEAR(state->values);
}

static void parser_push(Parser *parser)
{
    parser->stack[parser->depth] = parser->current; /* GUILTY */
    parser->depth++;
#ifdef FIXED
    Rc_XINCREF(parser->current.rule);
    Rc_XINCREF(parser->current.values);
#endif
}

static void parser_pop(Parser *parser)
{
    state_leave(&parser->current);
    parser->current = parser->stack[--parser->depth];
}

static int parse(Parser *parser)
{
    if (state_enter(&parser->current, "statement") < 0) {
        return -1;
    }
    parser_push(parser);
    if (state_enter(&parser->current, "expression") < 0) {
        return -1;
    }
    parser_pop(parser);
    state_leave(&parser->current);
    return 0;
}

int main(void)
{
    Parser parser = {0};
    if (Rc_Initialize() < 0 || parse(&parser) < 0) {
        return 1;
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
