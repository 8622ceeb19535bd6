/* What the harnesses share: the input, read as numbers, and a runtime whose books must balance.
 *
 * A harness is one function, fuzz_one, that may call recount as it likes with what the input gives it.  It runs in a
 * runtime of its own.  When it ends no object may be alive, no block of memory outstanding and no error pending; whatever
 * it finds wrong on the way it tells with EXPECT.  Both abort, which libFuzzer, AFL++ and the replay take for a crash.
 *
 * The input is all there is: no clock, no random numbers, a fixed hash seed; so an input does the same each time. */
#ifndef RECOUNT_TESTS_FUZZ_H
#define RECOUNT_TESTS_FUZZ_H

#include <recount/recount.h>

#include <stddef.h>
#include <stdint.h>

typedef struct Input {
    const uint8_t *at;
    const uint8_t *end;
} Input;

/* Zeros behind the end. */
static inline unsigned next_byte(Input *input)
{
    return input->at < input->end ? *input->at++ : 0;
}

static inline int at_end(const Input *input)
{
    return input->at >= input->end;
}

/* 0 to n - 1; n is at most 256. */
static inline int choose(Input *input, int n)
{
    return (int)(next_byte(input) % (unsigned)n);
}

/* 64 bits: small numbers, or such as are near the limits of C's types. */
int64_t next_integer(Input *input);
double next_double(Input *input);
/* Up to 255 bytes as they stand in the input, which begins with their number; *size tells. */
const char *next_bytes(Input *input, size_t *size);
/* The same, in a block that ends with a NUL and belongs to malloc. */
char *next_string(Input *input);

void fuzz_one(Input *input);
/* What the harness wants of its runtime; called before all else. */
void fuzz_configure(Input *input, RcConfig *config);
/* Are blocks malloc's own, and counted?  1, unless fuzz_configure says otherwise. */
extern int fuzz_counts_blocks;

/* In fuzz_one: what was found. */
#define EXPECT(condition) ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__))
/* What is being called, for the message; NULL: not told. */
extern const char *fuzz_doing;
RC_NORETURN void fuzz_fail(const char *condition, const char *file, int line);
/* The result of a call: is there an error if, and only if, it failed?  Takes the error away; returns failed. */
int fuzz_outcome(int failed);
/* The same, and MemoryError is the only reason that it may have. */
int fuzz_out_of_memory(int failed);

/* libFuzzer's entry. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
