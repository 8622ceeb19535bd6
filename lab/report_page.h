/* The page's template, looks and scripts: the files of lab/report/, which the build makes an array of
 * each. */
#ifndef RECOUNT_LAB_REPORT_PAGE_H
#define RECOUNT_LAB_REPORT_PAGE_H

#include <stddef.h>

extern const char page_template[]; /* ends with a NUL, as all do */
extern const size_t page_template_size;
extern const char page_css[];
extern const size_t page_css_size; /* without the NUL */
extern const char page_script[];
extern const size_t page_script_size;

#endif
