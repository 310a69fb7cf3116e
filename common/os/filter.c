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

static uint8_t
jump(size_t from, size_t to)
{
	return (uint8_t)(to - from - 1);
}

/*
 * What a master does not know when it builds the filter of its workers: their
 * pids, for abort() by way of tgkill, of ourselves only; and which of the rows
 * the configuration of this one leaves out.
 */
static int
install_own(const struct bw_confine *confine)
{
	struct sock_filter code[BW_CONFINE_DROPPED_MAX + 6];
	const struct bw_syscall_row *dropped = confine->rows + confine->n_rows;
	size_t n = 1 + confine->n_dropped, kill = n + 3, allow = n + 4;

	BW_ASSERT(confine->n_dropped <= BW_CONFINE_DROPPED_MAX);
	code[0] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < confine->n_dropped; i++) {
		code[1 + i] =
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			(uint32_t)dropped[i].number, jump(1 + i, kill), 0);
	}
	code[n] = (struct sock_filter)BPF_JUMP(
	    BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, jump(n, allow));
	code[n + 1] =
	    (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARG_LOW(0));
	code[n + 2] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
	    (uint32_t)getpid(), jump(n + 2, allow), 0);
	code[kill] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, FORBIDDEN);
	code[allow] =
	    (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return install(code, allow + 1);
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
		error = install_own(confine);
	}
	return error == 0 ? install_sealed(filter_fd) : error;
}
