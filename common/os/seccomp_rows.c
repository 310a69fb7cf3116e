/* SPDX-License-Identifier: ISC */
/*
 * The system calls that processes of the suite have in common.  Rows only.
 * Those that an architecture lacks have negative numbers and are left out.
 */
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/walls.h"

#define ANY_NAMESPACE                                                          \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |         \
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME)

#define ARG(n, op, ...)                                                        \
	{                                                                      \
		n, SCMP_CMP_##op, __VA_ARGS__                                  \
	}

static const struct bw_syscall_row base_rows[] = {
    {SCMP_SYS(read), "descriptors it holds"},
    {SCMP_SYS(write), "descriptors it holds; abort text"},
    {SCMP_SYS(writev), "abort text of the C library", 1,
	{ARG(0, EQ, STDERR_FILENO)}},
    {SCMP_SYS(close), "descriptors it holds"},
    {SCMP_SYS(recvmsg), "channel, datagrams"},
    {SCMP_SYS(sendmsg), "channel, datagrams, log; no TCP connection", 1,
	{ARG(2, MASKED_EQ, MSG_FASTOPEN, 0)}},
    {SCMP_SYS(epoll_wait), "the loop"},
    {SCMP_SYS(epoll_pwait), "the loop"},
    {SCMP_SYS(epoll_ctl), "the loop"},
    {SCMP_SYS(clock_gettime), "time, where the vDSO cannot"},
    {SCMP_SYS(getrandom), "transaction numbers; the allocator"},
    {SCMP_SYS(brk), "the allocator"},
    {SCMP_SYS(mmap), "the allocator: private memory, no code", 2,
	{ARG(2, MASKED_EQ, PROT_EXEC, 0),
	    ARG(3, EQ, MAP_PRIVATE | MAP_ANONYMOUS)}},
    {SCMP_SYS(mremap), "the allocator"},
    {SCMP_SYS(munmap), "the allocator"},
    {SCMP_SYS(madvise), "the allocator gives back", 1,
	{ARG(2, EQ, MADV_DONTNEED)}},
    {SCMP_SYS(exit_group), "its end"},
    {SCMP_SYS(rt_sigreturn), "return from a handler"},
    {SCMP_SYS(restart_syscall), "sleep after being stopped and continued"},
    {SCMP_SYS(rt_sigprocmask), "abort"},
    {SCMP_SYS(getpid), "abort"},
    {SCMP_SYS(gettid), "abort"},
    {SCMP_SYS(tgkill), "abort, of itself only", 1, {ARG(2, EQ, SIGABRT)}},
};

static const struct bw_syscall_row fork_rows[] = {
    {SCMP_SYS(clone), "fork, into no new namespace", 1,
	{ARG(0, MASKED_EQ, ANY_NAMESPACE, 0)}},
    {SCMP_SYS(wait4), "end of a child"},
    {SCMP_SYS(waitid), "end of a child"},
};

static const struct bw_syscall_row signal_rows[] = {
    {SCMP_SYS(kill), "end a child"},
};

/*
 * A filter outlives exec, so this holds for the new program too: bw_spawn(),
 * then the loader and the C library's start, then what bw_confine_apply()
 * asks for.  What may be exec'd is for Landlock to say, and for a root that
 * holds nothing else.
 */
static const struct bw_syscall_row exec_rows[] = {
    {SCMP_SYS(execve), "start a worker"},
    {SCMP_SYS(setpgid), "spawn: its process group"},
    {SCMP_SYS(fcntl), "spawn: its descriptors"},
    {SCMP_SYS(dup2), "spawn: its descriptors"},
    {SCMP_SYS(dup3), "spawn: its descriptors"},
    {SCMP_SYS(close_range), "spawn: its descriptors"},
    {SCMP_SYS(rt_sigaction), "spawn: its signals"},
    {SCMP_SYS(access), "loader"},
    {SCMP_SYS(faccessat), "loader"},
    {SCMP_SYS(openat), "loader; nothing else is in this root"},
    {SCMP_SYS(newfstatat), "loader"},
    {SCMP_SYS(fstat), "loader"},
    {SCMP_SYS(pread64), "loader"},
    {SCMP_SYS(mmap), "loader: code"},
    {SCMP_SYS(mprotect), "loader: relocations become read-only"},
    {SCMP_SYS(arch_prctl), "loader: thread area"},
    {SCMP_SYS(set_tid_address), "C library"},
    {SCMP_SYS(prlimit64), "C library; confinement"},
    {SCMP_SYS(poll), "confinement: which descriptors are open"},
    {SCMP_SYS(ppoll), "confinement: the same, of other C libraries"},
    {SCMP_SYS(prctl), "confinement"},
    {SCMP_SYS(landlock_create_ruleset), "confinement"},
    {SCMP_SYS(landlock_add_rule), "confinement"},
    {SCMP_SYS(landlock_restrict_self), "confinement"},
    {SCMP_SYS(seccomp), "confinement"},
    {SCMP_SYS(epoll_create1), "the loop"},
};

#if BW_SANITIZED
static const struct bw_syscall_row sanitizer_rows[] = {
    {SCMP_SYS(mmap), "shadow memory", 1, {ARG(2, MASKED_EQ, PROT_EXEC, 0)}},
    {SCMP_SYS(mprotect), "shadow memory", 1, {ARG(2, MASKED_EQ, PROT_EXEC, 0)}},
    {SCMP_SYS(madvise), "shadow memory"},
    {SCMP_SYS(futex), "its locks"},
    {SCMP_SYS(sched_yield), "its locks"},
    {SCMP_SYS(sigaltstack), "its signal handlers"},
    {SCMP_SYS(rt_sigaction), "its signal handlers"},
    {SCMP_SYS(dup), "where its report goes"},
};
#endif

static const struct bw_syscall_row probed_rows[] = {
    {SCMP_SYS(clone3), "fork and threads; clone will do"},
    {SCMP_SYS(rseq), "C library's start"},
    {SCMP_SYS(set_robust_list), "C library's start, and fork"},
    {SCMP_SYS(sysinfo), "qsort of much; it guesses then"},
    {SCMP_SYS(futex_waitv), "newer threads"},
};

#define SET(table) ((struct bw_row_set){(table), ARRAY_LEN(table)})

const struct bw_syscall_row *
bw_confine_base_rows(size_t *out_n)
{
	*out_n = ARRAY_LEN(base_rows);
	return base_rows;
}

size_t
bw_row_sets(
    const struct bw_confine *confine, struct bw_row_set out[BW_ROW_SETS_MAX])
{
	size_t n = 0;

	out[n++] = SET(base_rows);
	out[n++] = (struct bw_row_set){confine->rows, confine->n_rows};
	if (confine->may_fork) {
		out[n++] = SET(fork_rows);
	}
	if (confine->may_signal) {
		out[n++] = SET(signal_rows);
	}
	if (confine->may_exec) {
		out[n++] = SET(exec_rows);
	}
#if BW_SANITIZED
	out[n++] = SET(sanitizer_rows);
#endif
	BW_ASSERT(n <= BW_ROW_SETS_MAX);
	return n;
}

struct bw_row_set
bw_row_set_probed(void)
{
	return SET(probed_rows);
}
