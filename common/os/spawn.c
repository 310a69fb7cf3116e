/* SPDX-License-Identifier: ISC */
/*
 * fork and exec; see spawn.h.  Also works in a confined master: what it calls
 * is among the rows of may_fork and may_exec.
 */
#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SPAWN_FIRST_FD       3
#define SPAWN_STATUS_NO_EXEC 127

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008u /* Linux 6.3 */
#endif

#define SPAWN_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

static void
reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++) {
		(void)signal(number, SIG_DFL); /* some cannot be set: fine */
	}
	/* The parent's, which many a tool sends to everybody. */
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGUSR1, SIG_IGN);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Bring the descriptors to their places; by way of high numbers, since a
 * descriptor may stand where another has to go. */
static int
place_fds(const int *fds, size_t n_fds)
{
	int high[BW_SPAWN_FDS_MAX];
	int end = SPAWN_FIRST_FD + (int)n_fds;

	for (size_t i = 0; i < n_fds; i++) {
		high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, end);
		if (high[i] < 0) {
			return -errno;
		}
	}
	for (size_t i = 0; i < n_fds; i++) {
		if (dup2(high[i], SPAWN_FIRST_FD + (int)i) < 0) {
			return -errno;
		}
	}
	return 0;
}

static int
close_the_rest(size_t n_fds)
{
	int null_fd = open("/dev/null", O_RDWR);

	if (null_fd >= 0 && (dup2(null_fd, STDIN_FILENO) < 0 ||
				dup2(null_fd, STDOUT_FILENO) < 0)) {
		return -errno;
	}
	/* Not every C library has a name for it. */
	if (syscall(SYS_close_range, SPAWN_FIRST_FD + (unsigned)n_fds, ~0u,
		0) != 0) {
		return -errno;
	}
	return 0;
}

/* Runs in the new process. */
static _Noreturn void
become(const char *path, char *const argv[], const int *fds, size_t n_fds)
{
	static char time_zone[] = "TZ=UTC0";
	char *environment[] = {time_zone, NULL};
	char line[256];
	int error;

	(void)setpgid(0, 0); /* cannot fail for a process just made */
	error = place_fds(fds, n_fds);
	if (error == 0) {
		error = close_the_rest(n_fds);
	}
	if (error == 0) {
		reset_signals();
		(void)execve(path, argv, environment);
		error = -errno;
	}
	(void)snprintf(line, sizeof(line), "cannot start %.200s: errno %d\n",
	    path, -error);
	(void)!write(
	    STDERR_FILENO, line, strlen(line)); /* nobody else to ask */
	_exit(SPAWN_STATUS_NO_EXEC);
}

pid_t
bw_spawn(const char *path, char *const argv[], const int *fds, size_t n_fds)
{
	sigset_t all, before;
	pid_t pid;

	BW_ASSERT(n_fds <= BW_SPAWN_FDS_MAX);
	/* Our handlers must not run in the child. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0) {
		become(path, argv, fds, n_fds);
	}
	if (pid < 0) {
		pid = -errno;
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

static int
write_all(int fd, const uint8_t *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return n < 0 ? -errno : -EIO;
		}
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

static bool
is_sealed(int fd)
{
	int seals = fcntl(fd, F_GET_SEALS);

	return seals >= 0 && (seals & SPAWN_SEALS) == SPAWN_SEALS;
}

int
bw_spawn_memfd(const char *name, const void *bytes, size_t len)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int error;
	int fd = memfd_create(name, flags | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL) { /* before Linux 6.3 */
		fd = memfd_create(name, flags);
	}
	if (fd < 0) {
		return -errno;
	}
	error = write_all(fd, bytes, len);
	if (error == 0 && fcntl(fd, F_ADD_SEALS, SPAWN_SEALS) != 0) {
		error = -errno;
	}
	if (error == 0 && !is_sealed(fd)) {
		error = -EPERM;
	}
	if (error != 0) {
		(void)close(fd); /* thrown away */
		return error;
	}
	return fd;
}

int
bw_spawn_memfd_map(int fd, const char **out, size_t *out_len)
{
	struct stat status;
	void *bytes;

	if (!is_sealed(fd)) {
		return -EPERM;
	}
	if (fstat(fd, &status) != 0) {
		return -errno;
	}
	if (status.st_size == 0) {
		*out = "";
		*out_len = 0;
		return 0;
	}
	bytes =
	    mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		return -errno;
	}
	*out = bytes;
	*out_len = (size_t)status.st_size;
	return 0;
}

void
bw_spawn_memfd_unmap(const char *bytes, size_t len)
{
	if (len > 0) {
		/* Ours, and whole: it cannot fail. */
		(void)munmap((void *)(uintptr_t)bytes, len);
	}
}
