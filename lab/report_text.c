/* Text that came from a program, written into the page. */
#include "report.h"

#include <string.h>

/* The bytes of the UTF-8 character that begins here, within size; 0: it is none. */
static size_t character(const unsigned char *text, size_t size)
{
    size_t length = *text < 0x80   ? 1
                    : *text < 0xC2 ? 0
                    : *text < 0xE0 ? 2
                    : *text < 0xF0 ? 3
                    : *text < 0xF5 ? 4
                                   : 0;
    if (length == 0 || length > size) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    int is_overlong = (*text == 0xE0 && text[1] < 0xA0) || (*text == 0xF0 && text[1] < 0x90);
    int is_beyond = (*text == 0xED && text[1] >= 0xA0) || (*text == 0xF4 && text[1] >= 0x90);
    return is_overlong || is_beyond ? 0 : length;
}

static const char *html_entity(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void put_html(FILE *file, const char *text, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    const unsigned char *end = at + size;
    while (at < end) {
        size_t length = character(at, (size_t)(end - at));
        int is_control = (*at < 0x20 && *at != '\t' && *at != '\n') || *at == 0x7F;
        const char *entity = html_entity(*at);
        if (entity != NULL) {
            fputs(entity, file);
        } else if (length == 0 || is_control) {
            fputs("\xEF\xBF\xBD", file);
        } else {
            fwrite(at, 1, length, file);
        }
        at += length != 0 ? length : 1;
    }
}

void put_html_text(FILE *file, const char *text)
{
    put_html(file, text, strlen(text));
}

void put_html_object(FILE *file, RcObject *text)
{
    Rc_ssize_t size = 0;
    const char *utf8 = text != NULL ? RcStr_AsUTF8AndSize(text, &size) : NULL;
    if (utf8 != NULL) {
        put_html(file, utf8, (size_t)size);
    }
}

/* The text stands in a <script>, so no < is in it: neither an end of the script nor a comment's beginning. */
void put_json(FILE *file, RcObject *text)
{
    Rc_ssize_t size = 0;
    const char *utf8 = text != NULL ? RcStr_AsUTF8AndSize(text, &size) : NULL;
    if (utf8 == NULL) {
        fputs("null", file);
        return;
    }
    fputc('"', file);
    for (const char *at = utf8; at < utf8 + size; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"' || byte == '\\') {
            fprintf(file, "\\%c", byte);
        } else if (byte < 0x20 || byte == 0x7F || byte == '<') {
            fprintf(file, "\\u%04x", byte);
        } else {
            fputc(byte, file);
        }
    }
    fputc('"', file);
}
