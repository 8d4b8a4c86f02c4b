/* Makes the n-th call that changes something under one folder go wrong. Loaded by LD_PRELOAD; tests/faults/harness.py sets the environment:
     FAULTS_FOLDER   where calls count; everything else passes
     FAULTS_STATE    a file of 8 bytes, the number of calls so far: one count for a program and its children
     FAULTS_LOG      one line for each call that counts: number, kind, bytes, what was done to it, path
     FAULTS_KINDS    the kinds of calls that count, ",write,sync,"
     FAULTS_AT       which call; 0 is none
     FAULTS_DEED     fail, short, before, half or after (the last three kill)
     FAULTS_ERRNO    what a failing call says
     FAULTS_FOREVER  1 when the calls after it fail too
   What is written through a mapping, by stdio's own buffers (fopen) or by io_uring is not seen. */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* open and open64 are two functions here */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum deed { PASS, FAIL, SHORT, KILL_HALF, KILL_AFTER, KILL_BEFORE };
static const char *const DEEDS[] = {"pass", "fail", "short", "half", "after", "before"};

static char folder[PATH_MAX], log_path[PATH_MAX], kinds[256];
static _Atomic unsigned long *calls;
static unsigned long at;
static enum deed chosen;
static int error_number, forever;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

/* Run when the library is loaded, and by a forked child that has set an environment of its own. */
__attribute__((constructor)) void faults_begin(void) {
  int fd = REAL(open64)(setting("FAULTS_STATE"), O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  snprintf(folder, sizeof folder, "%s", setting("FAULTS_FOLDER"));
  snprintf(log_path, sizeof log_path, "%s", setting("FAULTS_LOG"));
  snprintf(kinds, sizeof kinds, "%s", setting("FAULTS_KINDS"));
  at = strtoul(setting("FAULTS_AT"), NULL, 10);
  error_number = atoi(setting("FAULTS_ERRNO"));
  forever = atoi(setting("FAULTS_FOREVER"));
  for (int deed = FAIL; deed <= KILL_BEFORE; deed++)
    if (!strcmp(setting("FAULTS_DEED"), DEEDS[deed])) chosen = deed;
  void *shared = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared != MAP_FAILED) calls = shared;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* One line by one write to a file opened anew: a program may close what it does not know. */
static void note(unsigned long number, const char *kind, size_t bytes, enum deed deed, const char *path) {
  char line[PATH_MAX + 128];
  int length = snprintf(line, sizeof line, "%lu\t%s\t%zu\t%s\t%s\n", number, kind, bytes, DEEDS[deed], path);
  int fd = REAL(open64)(log_path, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (fd < 0) return; /* the harness sees that a line is missing */
  if (REAL(write)(fd, line, length) != length) die();
  close(fd);
}

/* What is to be done to a call on this path; the count goes on here. */
static enum deed meet(const char *kind, const char *path, size_t bytes) {
  size_t length = strlen(folder);
  if (!calls || strncmp(path, folder, length) || (path[length] && path[length] != '/')) return PASS;
  char listed[32];
  snprintf(listed, sizeof listed, ",%s,", kind);
  if (!strstr(kinds, listed)) return PASS;
  unsigned long number = atomic_fetch_add(calls, 1) + 1;
  enum deed deed = !at || number < at ? PASS : number == at ? chosen : forever ? FAIL : PASS;
  note(number, kind, bytes, deed, path);
  if (deed == KILL_BEFORE) die();
  if (deed == FAIL) errno = error_number;
  return deed;
}

static enum deed meet_fd(const char *kind, int fd, size_t bytes) {
  char name[32], path[PATH_MAX];
  int before = errno;
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  ssize_t length = calls ? readlink(name, path, sizeof path - 1) : -1;
  errno = before;
  if (length < 0) return PASS;
  path[length] = 0;
  return meet(kind, path, bytes);
}

/* The path as the kernel will find it: its folder followed to the end, its last name as it stands. */
static void resolve(int base, const char *path, char *found) {
  char whole[2 * PATH_MAX], link[32], real[PATH_MAX];
  ssize_t length = 0;
  if (*path != '/') {
    if (base == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", base);
    length = readlink(link, whole, PATH_MAX - 1);
    if (length < 0) length = 0;
    whole[length++] = '/';
  }
  snprintf(whole + length, sizeof whole - length, "%s", path);
  char *name = strrchr(whole, '/');
  *name++ = 0;
  snprintf(found, PATH_MAX, "%.*s/%.*s", PATH_MAX / 2, realpath(*whole ? whole : "/", real) ? real : whole, PATH_MAX / 2 - 2, name);
}

static enum deed meet_path(const char *kind, int base, const char *path) {
  char found[PATH_MAX];
  int before = errno;
  if (!calls) return PASS;
  resolve(base, path, found);
  errno = before;
  return meet(kind, found, 0);
}

/* Only an opening that may change something counts. */
static enum deed meet_open(int base, const char *path, int flags) {
  if (!(flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))) return PASS;
  int before = errno;
  int absent = faccessat(base, path, F_OK, 0) != 0;
  errno = before;
  return meet_path((flags & O_CREAT) && absent ? "create" : "open", base, path);
}

static size_t part(size_t bytes, enum deed deed) {
  return deed == SHORT ? (bytes + 1) / 2 : deed == KILL_HALF ? bytes / 2 : bytes;
}

/* A function that is all or nothing. */
#define STEP(type, name, parameters, arguments, met) \
  type name parameters {                             \
    enum deed deed = met;                            \
    if (deed == FAIL) return (type)-1;               \
    type result = REAL(name) arguments;              \
    if (deed >= KILL_HALF) die();                    \
    return result;                                   \
  }

/* A function that writes `size` bytes, or some of them. */
#define WRITE(name, parameters, fd, ...)    \
  ssize_t name parameters {                 \
    enum deed deed = meet_fd("write", fd, size); \
    if (deed == FAIL) return -1;            \
    size = part(size, deed);                \
    ssize_t result = REAL(name)(__VA_ARGS__); \
    if (deed >= KILL_HALF) die();           \
    return result;                          \
  }

WRITE(write, (int fd, const void *from, size_t size), fd, fd, from, size)
WRITE(pwrite, (int fd, const void *from, size_t size, off_t where), fd, fd, from, size, where)
WRITE(pwrite64, (int fd, const void *from, size_t size, off64_t where), fd, fd, from, size, where)
WRITE(sendfile, (int fd, int source, off_t *where, size_t size), fd, fd, source, where, size)
WRITE(sendfile64, (int fd, int source, off64_t *where, size_t size), fd, fd, source, where, size)
WRITE(copy_file_range, (int source, off64_t *read_at, int fd, off64_t *where, size_t size, unsigned flags), fd, source, read_at, fd, where,
      size, flags)

static size_t total(const struct iovec *parts, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count; i++) bytes += parts[i].iov_len;
  return bytes;
}

/* Copies the first `bytes` bytes' worth of parts, and returns how many parts that are. */
static int cut(struct iovec *into, const struct iovec *parts, int count, size_t bytes) {
  int used = 0;
  for (; used < count && used < IOV_MAX && bytes; used++) {
    into[used] = parts[used];
    if (into[used].iov_len > bytes) into[used].iov_len = bytes;
    bytes -= into[used].iov_len;
  }
  return used;
}

#define WRITEV(name, parameters, ...)                          \
  ssize_t name parameters {                                    \
    struct iovec some[IOV_MAX];                                \
    size_t bytes = total(parts, count);                        \
    enum deed deed = meet_fd("write", fd, bytes);              \
    if (deed == FAIL) return -1;                               \
    if (part(bytes, deed) < bytes) {                           \
      count = cut(some, parts, count, part(bytes, deed));      \
      parts = some;                                            \
    }                                                          \
    ssize_t result = REAL(name)(__VA_ARGS__);                  \
    if (deed >= KILL_HALF) die();                              \
    return result;                                             \
  }

WRITEV(writev, (int fd, const struct iovec *parts, int count), fd, parts, count)
WRITEV(pwritev, (int fd, const struct iovec *parts, int count, off_t where), fd, parts, count, where)
WRITEV(pwritev64, (int fd, const struct iovec *parts, int count, off64_t where), fd, parts, count, where)
WRITEV(pwritev2, (int fd, const struct iovec *parts, int count, off_t where, int flags), fd, parts, count, where, flags)
WRITEV(pwritev64v2, (int fd, const struct iovec *parts, int count, off64_t where, int flags), fd, parts, count, where, flags)

STEP(int, fsync, (int fd), (fd), meet_fd("sync", fd, 0))
STEP(int, fdatasync, (int fd), (fd), meet_fd("sync", fd, 0))
STEP(int, syncfs, (int fd), (fd), meet_fd("sync", fd, 0))
STEP(int, sync_file_range, (int fd, off64_t from, off64_t size, unsigned flags), (fd, from, size, flags), meet_fd("sync", fd, size))
STEP(int, ftruncate, (int fd, off_t size), (fd, size), meet_fd("truncate", fd, size))
STEP(int, ftruncate64, (int fd, off64_t size), (fd, size), meet_fd("truncate", fd, size))
STEP(int, truncate, (const char *path, off_t size), (path, size), meet_path("truncate", AT_FDCWD, path))
STEP(int, truncate64, (const char *path, off64_t size), (path, size), meet_path("truncate", AT_FDCWD, path))
STEP(int, fallocate, (int fd, int mode, off_t from, off_t size), (fd, mode, from, size), meet_fd("allocate", fd, size))
STEP(int, fallocate64, (int fd, int mode, off64_t from, off64_t size), (fd, mode, from, size), meet_fd("allocate", fd, size))
STEP(int, rename, (const char *from, const char *to), (from, to), meet_path("rename", AT_FDCWD, to))
STEP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), meet_path("rename", b, to))
STEP(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), meet_path("rename", b, to))
STEP(int, link, (const char *from, const char *to), (from, to), meet_path("link", AT_FDCWD, to))
STEP(int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), meet_path("link", b, to))
STEP(int, symlink, (const char *from, const char *to), (from, to), meet_path("link", AT_FDCWD, to))
STEP(int, symlinkat, (const char *from, int b, const char *to), (from, b, to), meet_path("link", b, to))
STEP(int, unlink, (const char *path), (path), meet_path("unlink", AT_FDCWD, path))
STEP(int, unlinkat, (int base, const char *path, int flags), (base, path, flags), meet_path("unlink", base, path))
STEP(int, rmdir, (const char *path), (path), meet_path("unlink", AT_FDCWD, path))
STEP(int, mkdir, (const char *path, mode_t mode), (path, mode), meet_path("create", AT_FDCWD, path))
STEP(int, mkdirat, (int base, const char *path, mode_t mode), (base, path, mode), meet_path("create", base, path))
STEP(int, creat, (const char *path, mode_t mode), (path, mode), meet_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC))
STEP(int, creat64, (const char *path, mode_t mode), (path, mode), meet_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC))

/* These two give the error instead of setting errno. */
#define ALLOCATE(name, off)                             \
  int name(int fd, off from, off size) {                \
    enum deed deed = meet_fd("allocate", fd, size);     \
    if (deed == FAIL) return error_number;              \
    int result = REAL(name)(fd, from, size);            \
    if (deed >= KILL_HALF) die();                       \
    return result;                                      \
  }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

#define MODE                                                     \
  mode_t mode = 0;                                               \
  if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {   \
    va_list rest;                                                \
    va_start(rest, flags);                                       \
    mode = va_arg(rest, mode_t);                                 \
    va_end(rest);                                                \
  }
#define OPEN(name)                                                                                    \
  int name(const char *path, int flags, ...) {                                                        \
    MODE                                                                                              \
    enum deed deed = meet_open(AT_FDCWD, path, flags);                                                \
    if (deed == FAIL) return -1;                                                                      \
    int result = REAL(name)(path, flags, mode);                                                       \
    if (deed >= KILL_HALF) die();                                                                     \
    return result;                                                                                    \
  }
#define OPENAT(name)                                                                                  \
  int name(int base, const char *path, int flags, ...) {                                              \
    MODE                                                                                              \
    enum deed deed = meet_open(base, path, flags);                                                    \
    if (deed == FAIL) return -1;                                                                      \
    int result = REAL(name)(base, path, flags, mode);                                                 \
    if (deed >= KILL_HALF) die();                                                                     \
    return result;                                                                                    \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

/* What a program compiled with _FORTIFY_SOURCE calls instead. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int base, const char *path, int flags);
int __openat64_2(int base, const char *path, int flags);
STEP(int, __open_2, (const char *path, int flags), (path, flags), meet_open(AT_FDCWD, path, flags))
STEP(int, __open64_2, (const char *path, int flags), (path, flags), meet_open(AT_FDCWD, path, flags))
STEP(int, __openat_2, (int base, const char *path, int flags), (base, path, flags), meet_open(base, path, flags))
STEP(int, __openat64_2, (int base, const char *path, int flags), (base, path, flags), meet_open(base, path, flags))
