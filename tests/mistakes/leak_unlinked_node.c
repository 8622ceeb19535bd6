/* TITLE: a linked list whose remove frees the node only
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Each node holds a reference to its value. Unlinking a node frees the memory and forgets the value. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *next;
    RcObject *value;
};

struct chain {
    struct node *first;
    size_t length;
};

static int chain_push(struct chain *c, RcObject *value)
{
    struct node *n = malloc(sizeof *n);
    if (n == NULL)
        return -1;
    n->value = Rc_NewRef(value);
    n->next = c->first;
    c->first = n;
    c->length++;
    return 0;
}

static int chain_remove(struct chain *c, RcObject *value)
{
    for (struct node **link = &c->first; *link != NULL; link = &(*link)->next) {
        struct node *n = *link;
        if (n->value == value) {
            *link = n->next;
#ifdef FIXED
            Rc_DECREF(n->value);
#endif
            free(n); /* GUILTY */
            c->length--;
            return 1;
        }
    }
    return 0;
}

static void chain_free(struct chain *c)
{
    while (c->first != NULL) {
        struct node *n = c->first;
        c->first = n->next;
        Rc_DECREF(n->value);
        free(n);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    struct chain chain = {NULL, 0};
    RcObject *a = RcStr_FromFormat("job-%d", 1), *b = RcStr_FromFormat("job-%d", 2);
    chain_push(&chain, a);
    chain_push(&chain, b);
    chain_remove(&chain, a);
    Rc_DECREF(a);
    Rc_DECREF(b);
    chain_free(&chain);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
