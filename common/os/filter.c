/* SPDX-License-Identifier: ISC */
/*
 * The filter, put on: the program that bw_filter_build() made, and behind it
 * one of our own that knows who we are.  Knows nothing of libseccomp.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/spawn.h"
#include "os/walls.h"

/* Where the lower half of an argument is. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define ARG_LOW(n) (offsetof(struct seccomp_data, args[n]) + 4)
#else
#define ARG_LOW(n) offsetof(struct seccomp_data, args[n])
#endif

#define FORBIDDEN                                                              \
	(BW_SANITIZED ? SECCOMP_RET_ERRNO | EPERM : SECCOMP_RET_KILL_PROCESS)

static bool
has_filters(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* What the filters in force answer to a call that there is not. */
static int
echo(void)
{
	return syscall(BW_FILTER_ECHO) >= 0 ? 0 : errno;
}

static int
install(const struct sock_filter *code, size_t n)
{
	struct sock_fprog program = {
	    .len = (unsigned short)n,
	    .filter = (struct sock_filter *)(uintptr_t)code,
	};

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0
		   ? 0
		   : -errno;
}

static int
install_sealed(int fd)
{
	const char *bytes;
	size_t len;
	int before = echo();
	int error = bw_spawn_memfd_map(fd, &bytes, &len);

	if (error != 0) {
		return error;
	}
	error = len % sizeof(struct sock_filter) != 0
		    ? -EBADMSG
		    : install((const void *)bytes,
			  len / sizeof(struct sock_filter));
	bw_spawn_memfd_unmap(bytes, len);
	return error == 0 && echo() == before ? -EPERM : error;
}

/*
 * abort() by way of tgkill: of ourselves only.  A master builds the filter of
 * workers whose pids it does not know.
 */
static int
install_own(void)
{
	const struct sock_filter code[] = {
	    BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARG_LOW(0)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 1, 0),
	    BPF_STMT(BPF_RET | BPF_K, FORBIDDEN),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return install(code, ARRAY_LEN(code));
}

int
bw_wall_seccomp(const struct bw_confine *confine, int filter_fd)
{
	int error = 0;

	if (confine->no_seccomp) {
		return 0;
	}
	if (!has_filters()) {
		return -ENOTSUP;
	}
	/* Of two it is the first that could forbid the second. */
	if (!confine->may_fork) {
		error = install_own();
	}
	return error == 0 ? install_sealed(filter_fd) : error;
}
