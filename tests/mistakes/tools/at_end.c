/* Linked with each program of the gallery by --wrap=Rc_Finalize: says on stderr that the program comes to its end,
 * so that what a tool says before can be told from what it says at the end. */
#include <unistd.h>

int __real_Rc_Finalize(void);
int __wrap_Rc_Finalize(void);

int __wrap_Rc_Finalize(void)
{
    static const char text[] = "gallery: the end begins\n";
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    return __real_Rc_Finalize();
}
