/* Counts the calls that change files below a folder, over a process and all its forks, and at one of them kills the
 * build or lets the call fail. Loaded before the C library (LD_PRELOAD); see forked.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KILL_ALL = -1, KILL_FIRST = -2 }; /* else `fault` is an errno */

static struct plan {
    atomic_long count;
    long at;
    int fault, from_then_on;
    char call[16], folder[PATH_MAX];
} *plan;

void plan_fault(const char *folder, const char *call, long at, int fault, int from_then_on) {
    plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    plan->at = at, plan->fault = fault, plan->from_then_on = from_then_on;
    snprintf(plan->call, sizeof plan->call, "%s", call);
    snprintf(plan->folder, sizeof plan->folder, "%s", folder);
}

long counted(void) { return plan ? plan->count : 0; }

static int is_inside(const char *path) {
    size_t length = strlen(plan->folder);
    return !strncmp(path, plan->folder, length) && (path[length] == '/' || !path[length]);
}

static int meets(const char *call, const char *path) {
    if (!plan || (plan->call[0] && strcmp(call, plan->call)) || !is_inside(path)) return 0;
    long number = ++plan->count;
    if (!plan->at || (plan->from_then_on ? number < plan->at : number != plan->at)) return 0;
    if (plan->fault < 0) {
        kill(plan->fault == KILL_ALL ? 0 : getsid(0), SIGKILL);
        for (;;) pause();
    }
    errno = plan->fault;
    return 1;
}

static int meets_fd(const char *call, int fd) {
    char link[32], path[PATH_MAX];
    if (!plan) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return meets(call, path);
}

static int meets_at(const char *call, int fd, const char *path) {
    return path[0] == '/' || fd == AT_FDCWD ? meets(call, path) : meets_fd(call, fd);
}

#define REAL(name, ...) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))(__VA_ARGS__)
#define OPEN(name)                                                                  \
    int name(const char *path, int flags, ...) {                                    \
        va_list rest;                                                               \
        va_start(rest, flags);                                                      \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;     \
        va_end(rest);                                                               \
        if (flags & (O_WRONLY | O_RDWR) && meets("open", path)) return -1;          \
        return REAL(name, path, flags, mode);                                       \
    }
#define PATH(name, call, rest, ...)                                                 \
    int name(const char *path rest) { return meets(call, path) ? -1 : REAL(name, path, ##__VA_ARGS__); }
#define FD(name, type, rest, ...)                                                   \
    type name(int fd rest) { return meets_fd(#name, fd) ? -1 : REAL(name, fd, ##__VA_ARGS__); }
#define _ ,

OPEN(open)
OPEN(open64)
PATH(mkdir, "mkdir", _ mode_t mode, mode)
PATH(rename, "rename", _ const char *to, to)
PATH(unlink, "unlink", )
PATH(rmdir, "rmdir", )
PATH(chmod, "chmod", _ mode_t mode, mode)
FD(write, ssize_t, _ const void *data _ size_t size, data, size)
FD(pwrite64, ssize_t, _ const void *data _ size_t size _ off64_t at, data, size, at)
FD(ftruncate64, int, _ off64_t size, size)
FD(fsync, int, )
FD(fdatasync, int, )
FD(syncfs, int, )

int unlinkat(int fd, const char *path, int flags) {
    return meets_at("unlink", fd, path) ? -1 : REAL(unlinkat, fd, path, flags);
}

int renameat2(int from, const char *path, int to, const char *other, unsigned flags) {
    return meets_at("rename", from, path) ? -1 : REAL(renameat2, from, path, to, other, flags);
}
