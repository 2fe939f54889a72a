/* Counts the system calls that touch a folder, and lets the K-th of a kind fail: preloaded before libc (ld.so(8)).

   strace injects faults as well, but tells apart neither a folder nor the temporary files that have a name of chance,
   and so would begin to count at the start of the interpreter. */
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
#include <sys/stat.h>
#include <unistd.h>

enum kind { OPEN, CREATE, READ, WRITE, SYNC, RENAME, CLOSE, UNLINK, MKDIR, CHMOD, TRUNCATE, KINDS };
static const char *names[KINDS] = {"open",  "create", "read",  "write", "fsync",   "rename",
                                   "close", "unlink", "mkdir", "chmod", "truncate"};
static const int full[KINDS] = {[CREATE] = 1, [WRITE] = 1, [MKDIR] = 1, [TRUNCATE] = 1, [SYNC] = 1};

enum special { KILL = -1, TORN = -2 };

static char folder[PATH_MAX];
static int planned = -1, fault, lasting;
static long planned_at;
static atomic_long counts[KINDS];
static atomic_int broken, halved;

/* From now on calls below `path` are counted from 1, and call number `at` of this kind gives `error`: an errno, KILL
   before it, or TORN, which writes half of it first. `lasts`: so do all that could fail alike after it. */
void linkcheck_plan(const char *path, const char *kind, long at, int error, int lasts) {
  strncpy(folder, path, sizeof folder - 1);
  planned = -1;
  for (int k = 0; k < KINDS; k++) {
    counts[k] = 0;
    if (strcmp(names[k], kind) == 0) planned = k;
  }
  planned_at = at;
  fault = error;
  lasting = lasts;
  broken = halved = 0;
}

long linkcheck_counted(const char *kind) {
  for (int k = 0; k < KINDS; k++)
    if (strcmp(names[k], kind) == 0) return counts[k];
  return -1;
}

static int below(const char *path) {
  size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static int path_below(int at, const char *path) {
  char whole[PATH_MAX * 2], link[64];
  if (path[0] == '/') return below(path);
  if (at == AT_FDCWD) {
    if (getcwd(whole, PATH_MAX) == NULL) return 0;
  } else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t got = readlink(link, whole, PATH_MAX);
    if (got < 0) return 0;
    whole[got] = '\0';
  }
  strncat(whole, "/", 2);
  strncat(whole, path, PATH_MAX - 1);
  return below(whole);
}

static int fd_below(int fd) { return folder[0] != '\0' && path_below(fd, ""); }

/* Return whether a call is to fail; errno says how. */
static int fails(enum kind kind) {
  if (broken && (fault != ENOSPC || full[kind])) {
    errno = fault;
    return 1;
  }
  long number = atomic_fetch_add(&counts[kind], 1) + 1;
  if ((int)kind != planned || number != planned_at) return 0;
  if (fault == KILL) kill(getpid(), SIGKILL);
  broken = lasting;
  errno = fault;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPENER(name)                                                             \
  int name(const char *path, int flags, ...) {                                   \
    va_list rest;                                                                \
    va_start(rest, flags);                                                       \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;    \
    va_end(rest);                                                                \
    int saved = errno;                                                           \
    if (path_below(AT_FDCWD, path) && fails(flags & O_CREAT ? CREATE : OPEN)) return -1;\
    errno = saved;                                                               \
    return REAL(name)(path, flags, mode);                                        \
  }
OPENER(open)
OPENER(open64)

#define OPENER_AT(name)                                                          \
  int name(int at, const char *path, int flags, ...) {                           \
    va_list rest;                                                                \
    va_start(rest, flags);                                                       \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;    \
    va_end(rest);                                                                \
    int saved = errno;                                                           \
    if (path_below(at, path) && fails(flags & O_CREAT ? CREATE : OPEN)) return -1;\
    errno = saved;                                                               \
    return REAL(name)(at, path, flags, mode);                                    \
  }
OPENER_AT(openat)
OPENER_AT(openat64)

/* A disk that fills up takes half of what is written, and nothing more; a torn write is the last of a process. */
#define WRITER(name, kind, declared, given, half)                                \
  ssize_t name declared {                                                        \
    int saved = errno;                                                           \
    if (fd_below(fd) && fails(kind)) {                                           \
      if (fault == TORN || (fault == ENOSPC && !halved && size > 1)) {         \
        halved = 1;                                                              \
        ssize_t wrote = REAL(name) half;                                         \
        if (fault == TORN) kill(getpid(), SIGKILL);                              \
        return wrote;                                                            \
      }                                                                          \
      return -1;                                                                 \
    }                                                                            \
    errno = saved;                                                               \
    return REAL(name) given;                                                     \
  }
WRITER(write, WRITE, (int fd, const void *data, size_t size), (fd, data, size), (fd, data, size / 2))
WRITER(pwrite, WRITE, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at), (fd, data, size / 2, at))
WRITER(pwrite64, WRITE, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at),
       (fd, data, size / 2, at))

#define ON_FD(type, name, kind, declared, given)                                 \
  type name declared {                                                           \
    int saved = errno;                                                           \
    if (fd_below(fd) && fails(kind)) return -1;                                  \
    errno = saved;                                                               \
    return REAL(name) given;                                                     \
  }
ON_FD(ssize_t, read, READ, (int fd, void *data, size_t size), (fd, data, size))
ON_FD(ssize_t, pread, READ, (int fd, void *data, size_t size, off_t at), (fd, data, size, at))
ON_FD(ssize_t, pread64, READ, (int fd, void *data, size_t size, off64_t at), (fd, data, size, at))
ON_FD(int, fsync, SYNC, (int fd), (fd))
ON_FD(int, fdatasync, SYNC, (int fd), (fd))
ON_FD(int, fchmod, CHMOD, (int fd, mode_t mode), (fd, mode))
ON_FD(int, ftruncate, TRUNCATE, (int fd, off_t size), (fd, size))
ON_FD(int, ftruncate64, TRUNCATE, (int fd, off64_t size), (fd, size))

/* Linux closes a descriptor even where it says that it could not (close(2)). */
int close(int fd) {
  int saved = errno;
  if (fd_below(fd) && fails(CLOSE)) {
    int error = errno;
    REAL(close)(fd);
    errno = error;
    return -1;
  }
  errno = saved;
  return REAL(close)(fd);
}

#define ON_PATH(name, kind, at, path, declared, given)                           \
  int name declared {                                                            \
    int saved = errno;                                                           \
    if (path_below(at, path) && fails(kind)) return -1;                          \
    errno = saved;                                                               \
    return REAL(name) given;                                                     \
  }
ON_PATH(rename, RENAME, AT_FDCWD, to, (const char *from, const char *to), (from, to))
ON_PATH(renameat, RENAME, there, to, (int here, const char *from, int there, const char *to), (here, from, there, to))
ON_PATH(unlink, UNLINK, AT_FDCWD, path, (const char *path), (path))
ON_PATH(unlinkat, UNLINK, at, path, (int at, const char *path, int flags), (at, path, flags))
ON_PATH(mkdir, MKDIR, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))
ON_PATH(mkdirat, MKDIR, at, path, (int at, const char *path, mode_t mode), (at, path, mode))
ON_PATH(chmod, CHMOD, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))
ON_PATH(fchmodat, CHMOD, at, path, (int at, const char *path, mode_t mode, int flags), (at, path, mode, flags))
