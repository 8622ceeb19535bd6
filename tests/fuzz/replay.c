/* A harness without libFuzzer: NAME FILE... runs each file's inputs; without a file, what stdin has (AFL++).
 *
 * A file NAME.corpus has an input a line, in hexadecimal: that is what the tree keeps.  Any other file is an input. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST ((size_t)1 << 20)

static int digit_of(int character)
{
    const char *digits = "0123456789abcdef", *found = strchr(digits, character);
    return character != '\0' && found != NULL ? (int)(found - digits) : -1;
}

/* In a block of its own, so that a sanitizer sees what is read behind its end. */
static void run_input(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size != 0 ? size : 1);

    if (exact == NULL) {
        abort();
    }
    if (size != 0) {
        memcpy(exact, data, size);
    }
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

/* A line of hexadecimal digits becomes the bytes that it means. */
static void run_line(uint8_t *line, size_t length)
{
    for (size_t i = 0; i + 1 < length; i += 2) {
        int high = digit_of(line[i]), low = digit_of(line[i + 1]);
        if (high < 0 || low < 0) {
            fprintf(stderr, "not hexadecimal: %.*s\n", (int)length, (const char *)line);
            exit(2);
        }
        line[i / 2] = (uint8_t)(high * 16 + low);
    }
    run_input(line, length / 2);
}

static int run_corpus(uint8_t *text, size_t size)
{
    int count = 0;
    for (size_t start = 0; start < size; count++) {
        uint8_t *end = memchr(text + start, '\n', size - start);
        size_t length = end != NULL ? (size_t)(end - text) - start : size - start;
        run_line(text + start, length);
        start += length + 1;
    }
    return count;
}

static int run_file(FILE *file, int is_corpus)
{
    uint8_t *data = malloc(MOST);
    size_t size = data != NULL ? fread(data, 1, MOST, file) : 0;
    int count = 1;

    if (is_corpus) {
        count = run_corpus(data, size);
    } else {
        run_input(data, size);
    }
    free(data);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;

    if (argc == 1) {
        run_file(stdin, 0);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        size_t length = strlen(argv[i]);
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            return 2;
        }
        count += run_file(file, length > 7 && strcmp(argv[i] + length - 7, ".corpus") == 0);
        fclose(file);
    }
    printf("%d inputs\n", count);
    return count == 0;
}
