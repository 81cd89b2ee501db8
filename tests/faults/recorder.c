/* Loaded by LD_PRELOAD: notes what is written below GEGE_RECORD_ROOT into the file GEGE_RECORD,
   and after GEGE_BUDGET bytes written there lets every further write fail with ENOSPC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 65536
static char *names[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int record = -2;
static long long budget = -1, used;
static const char *root;

static void begin(void) {
    if (record != -2) return;
    const char *path = getenv("GEGE_RECORD"), *most = getenv("GEGE_BUDGET");
    root = getenv("GEGE_RECORD_ROOT");
    record = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    if (most) budget = atoll(most);
}

static const char *name_of(int fd) { return fd >= 0 && fd < FILES ? names[fd] : NULL; }

/* One entry: kind, length of the name, offset, length of the data, name, data. */
static void note(char kind, const char *name, uint64_t offset, uint64_t size, const void *data) {
    if (record < 0) return;
    uint16_t length = (uint16_t)strlen(name);
    size_t all = 19 + length + (data ? size : 0);
    char *entry = malloc(all);
    entry[0] = kind;
    memcpy(entry + 1, &length, 2);
    memcpy(entry + 3, &offset, 8);
    memcpy(entry + 11, &size, 8);
    memcpy(entry + 19, name, length);
    if (data) memcpy(entry + 19 + length, data, size);
    for (size_t done = 0; done < all;) {
        long more = syscall(SYS_write, record, entry + done, all - done);
        if (more <= 0) abort();
        done += (size_t)more;
    }
    free(entry);
}

void gege_mark(int number) {
    pthread_mutex_lock(&lock);
    begin();
    note('M', "", (uint64_t)number, 0, NULL);
    pthread_mutex_unlock(&lock);
}

static int opened(int fd, const char *path) {
    if (fd < 0 || fd >= FILES) return fd;
    pthread_mutex_lock(&lock);
    begin();
    free(names[fd]);
    names[fd] = NULL;
    if (root && !strncmp(path, root, strlen(root))) {
        size_t length = strlen(path);
        if (length < 4 || strcmp(path + length - 4, "-shm")) names[fd] = strdup(path);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) {
    MODE(flags)
    return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode), path);
}
int open64(const char *path, int flags, ...) {
    MODE(flags)
    return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode), path);
}
int openat(int at, const char *path, int flags, ...) {
    MODE(flags)
    return opened((int)syscall(SYS_openat, at, path, flags, mode), path);
}
int openat64(int at, const char *path, int flags, ...) {
    MODE(flags)
    return opened((int)syscall(SYS_openat, at, path, flags | O_LARGEFILE, mode), path);
}

int close(int fd) {
    if (name_of(fd)) {
        pthread_mutex_lock(&lock);
        free(names[fd]);
        names[fd] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_close, fd);
}

static int is_full(size_t size) {
    begin();
    if (budget < 0) return 0;
    if (used + (long long)size > budget) return 1;
    used += (long long)size;
    return 0;
}

static ssize_t put(int fd, const void *data, size_t size, off_t offset, int at) {
    const char *name = name_of(fd);
    if (!name) return at ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
    pthread_mutex_lock(&lock);
    ssize_t done = -1;
    if (is_full(size)) errno = ENOSPC;
    else {
        if (!at) offset = lseek(fd, 0, SEEK_CUR);
        done = at ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
        if (done > 0) note('W', name, (uint64_t)offset, (uint64_t)done, data);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return put(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return put(fd, data, size, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return put(fd, data, size, offset, 1); }

static int told(char kind, int fd, uint64_t size, long done) {
    const char *name = name_of(fd);
    if (name && done == 0) {
        pthread_mutex_lock(&lock);
        note(kind, name, size, 0, NULL);
        pthread_mutex_unlock(&lock);
    }
    return (int)done;
}

int fsync(int fd) { return told('F', fd, 0, syscall(SYS_fsync, fd)); }
int fdatasync(int fd) { return told('F', fd, 0, syscall(SYS_fdatasync, fd)); }
int ftruncate(int fd, off_t size) { return told('T', fd, (uint64_t)size, syscall(SYS_ftruncate, fd, size)); }
int ftruncate64(int fd, off64_t size) { return told('T', fd, (uint64_t)size, syscall(SYS_ftruncate, fd, size)); }

int unlink(const char *path) {
    long done = syscall(SYS_unlink, path);
    pthread_mutex_lock(&lock);
    begin();
    if (done == 0 && root && !strncmp(path, root, strlen(root))) note('U', path, 0, 0, NULL);
    pthread_mutex_unlock(&lock);
    return (int)done;
}
