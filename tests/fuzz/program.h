/* What the files of the harness `program` share: registers, and how an operation ends. */
#ifndef RECOUNT_TESTS_FUZZ_PROGRAM_H
#define RECOUNT_TESTS_FUZZ_PROGRAM_H

#include "model.h"

#define REGISTERS 10

extern Input *program;
extern int registers[REGISTERS]; /* things, each with a reference of the register's own */
extern int injected;             /* an allocation may fail */

RcObject *op_of(int r);
Thing *thing_of(int r);
int is(int r, Kind kind);
int is_sequence(int r);

/* An operation is over.  It failed if, and only if, it should; or out of memory.  Returns failed. */
int settle(int failed, int should_fail);
/* thing, a reference of the model's own, goes into a register; the real one came with it. */
void put(int r, int thing);
/* A result that the model expects. */
void result(int r, RcObject *op, const Thing *expected, int should_fail);
/* A result that is a thing that is there. */
void result_is(int r, RcObject *op, int thing, int should_fail);

/* Of the items of a list or table. */
void open_gap(Thing *thing, int at, int count);
void close_gap(Thing *thing, int at, int count);

/* The operations.  a is where a result goes, or what is changed; b and c are what is read, or numbers. */
typedef void (*Operation)(int a, int b, int c);
/* program_rows.c */
void append(int a, int b, int c);
void extend(int a, int b, int c);
void set_item(int a, int b, int c);
void delete_item(int a, int b, int c);
void get_item(int a, int b, int c);
void get_slice(int a, int b, int c);
void set_slice(int a, int b, int c);
void concat(int a, int b, int c);
void repeat(int a, int b, int c);
void convert(int a, int b, int c);
void reverse(int a, int b, int c);
void sort(int a, int b, int c);
void empty(int a, int b, int c);
void iterate(int a, int b, int c);
void build(int a, int b, int c);
/* program_tables.c */
void table_set(int a, int b, int c);
void table_get(int a, int b, int c);
void table_delete(int a, int b, int c);
void table_copy(int a, int b, int c);
void table_parts(int a, int b, int c);
void table_update(int a, int b, int c);
void table_many(int a, int b, int c);
/* program_objects.c */
void make_instance(int a, int b, int c);
void make_function(int a, int b, int c);
void make_method(int a, int b, int c);
void make_exception(int a, int b, int c);
void make_capsule(int a, int b, int c);
void make_weakref(int a, int b, int c);
void follow_weakref(int a, int b, int c);
void set_part(int a, int b, int c);
void get_part(int a, int b, int c);
void call(int a, int b, int c);
void raise_again(int a, int b, int c);

#endif
