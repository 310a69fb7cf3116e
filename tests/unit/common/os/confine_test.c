/* SPDX-License-Identifier: ISC */
/* The filter from inside: it kills what no row allows. */
#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "common/os/forked.h"
#include "os/confine.h"
#include "os/spawn.h"
#include "unit.h"

static const struct bw_confine nothing = {.max_files = 16};

static void
apply(const struct bw_confine *confine)
{
	const char *missing = "";

	INSIDE(bw_confine_apply(confine, &missing) == 0);
	INSIDE(missing == NULL);
}

/* --- what the filter forbids --- */

static long
try_open(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static long
try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static long
try_fork(void)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0) {
		_exit(0);
	}
	return pid;
}

static long
try_kill(void)
{
	return kill(getpid(), 0);
}

static long
try_tgkill_of_another(void)
{
	return syscall(SYS_tgkill, 1, 1, SIGABRT);
}

static long
try_tgkill_by_another_signal(void)
{
	return syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1);
}

static long
try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long
try_map_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? -1 : 0;
}

static long
try_protect_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

static long
try_writev_elsewhere(void)
{
	struct iovec part = {.iov_base = NULL, .iov_len = 0};

	return writev(STDOUT_FILENO, &part, 1);
}

/* It would connect where Landlock does not look. */
static long
try_fast_open(void)
{
	struct msghdr message = {0};

	return sendmsg(STDIN_FILENO, &message, MSG_FASTOPEN);
}

static long
try_prctl(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long
try_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL);
}

static long
try_setrlimit(void)
{
	struct rlimit limit = {0};

	return setrlimit(RLIMIT_CORE, &limit);
}

static long (*const forbidden[])(void) = {
    try_open,
    try_socket,
    try_exec,
    try_fork,
    try_kill,
    try_tgkill_of_another,
    try_tgkill_by_another_signal,
    try_ptrace,
    try_map_code,
    try_protect_code,
    try_writev_elsewhere,
    try_fast_open,
    try_prctl,
    try_io_uring,
    try_setrlimit,
};

static long (*attempt)(void);

static void
attempt_confined(void)
{
	apply(&nothing);
	_exit(attempt() < 0 ? errno : 0);
}

START_TEST(bw_confine_apply_forbids)
{
	attempt = forbidden[_i];
	ck_assert(forked_was_killed(forked(attempt_confined)));
}
END_TEST

#ifdef __x86_64__
static void
call_as_x32(void)
{
	apply(&nothing);
	_exit(syscall(0x40000000 + SYS_getpid) < 0 ? errno : 0);
}

static void
call_as_i386(void)
{
	long number = 20; /* getpid */

	apply(&nothing);
	__asm__ volatile("int $0x80" : "+a"(number) : : "memory");
	_exit(0);
}

START_TEST(bw_confine_apply_forbids_other_architectures)
{
	int x32 = forked(call_as_x32);
	int i386 = forked(call_as_i386);

	ck_assert(WIFSIGNALED(x32) && WTERMSIG(x32) == SIGSYS);
	ck_assert(WIFSIGNALED(i386));
	ck_assert(WTERMSIG(i386) == SIGSYS || WTERMSIG(i386) == SIGSEGV);
}
END_TEST
#endif

/* --- what it allows --- */

static void
live_a_little(void)
{
	struct epoll_event event = {.events = EPOLLIN};
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	int fds[2];
	char byte = 'x';
	void *block;

	INSIDE(epoll_fd >= 0 && pipe2(fds, O_CLOEXEC) == 0);
	apply(&nothing);
	block = malloc(8 << 20);
	INSIDE(block != NULL);
	block = realloc(block, 64 << 20);
	INSIDE(block != NULL);
	free(block);
	INSIDE(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds[0], &event) == 0);
	INSIDE(write(fds[1], &byte, 1) == 1);
	INSIDE(epoll_wait(epoll_fd, &event, 1, 1000) == 1);
	INSIDE(read(fds[0], &byte, 1) == 1);
	INSIDE(close(fds[0]) == 0);
}

START_TEST(bw_confine_apply_allows_an_ordinary_life)
{
	ck_assert_int_eq(forked(live_a_little), 0);
}
END_TEST

static void
call_the_unknown(void)
{
	apply(&nothing);
	INSIDE(syscall(SYS_clone3, NULL, 0) < 0 && errno == ENOSYS);
	INSIDE(syscall(SYS_rseq, NULL, 0, 0, 0) < 0 && errno == ENOSYS);
	INSIDE(syscall(460) < 0 && errno == ENOSYS);
	INSIDE(syscall(510) < 0 && errno == ENOSYS);
}

START_TEST(bw_confine_apply_answers_probes_of_newer_libraries)
{
	ck_assert_int_eq(forked(call_the_unknown), 0);
}
END_TEST

static void
abort_confined(void)
{
	apply(&nothing);
	abort();
}

START_TEST(bw_confine_apply_lets_abort_be_abort)
{
	int status = forked(abort_confined);

	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}
END_TEST

static const struct bw_syscall_row two_ways[] = {
    {SCMP_SYS(fcntl), "test", 1, {{1, SCMP_CMP_EQ, F_GETFD, 0}}},
    {SCMP_SYS(fcntl), "test", 1, {{1, SCMP_CMP_EQ, F_GETFL, 0}}},
    {SCMP_SYS(madvise), "test: one more than the base row's", 1,
	{{2, SCMP_CMP_EQ, MADV_FREE, 0}}},
};
static const struct bw_confine with_two_ways = {
    .rows = two_ways, .n_rows = ARRAY_LEN(two_ways), .max_files = 16};

static void
use_either_way(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	apply(&with_two_ways);
	INSIDE(fcntl(0, F_GETFD) >= 0 && fcntl(0, F_GETFL) >= 0);
	INSIDE(madvise(at, 4096, MADV_FREE) == 0);
	INSIDE(madvise(at, 4096, MADV_DONTNEED) == 0);
}

static void
use_a_third_way(void)
{
	apply(&with_two_ways);
	_exit(fcntl(0, F_SETFD, FD_CLOEXEC) < 0 ? errno : 0);
}

START_TEST(bw_confine_apply_joins_rows_of_one_call)
{
	ck_assert_int_eq(forked(use_either_way), 0);
	ck_assert(forked_was_killed(forked(use_a_third_way)));
}
END_TEST

/* One row is left out of what its filter was built for. */
static const struct bw_syscall_row two_rows[] = {
    {SCMP_SYS(getppid), "test"},
    {SCMP_SYS(getuid), "test"},
};
static const struct bw_confine with_both = {
    .max_files = 16, .rows = two_rows, .n_rows = 2};
static const struct bw_confine with_one = {
    .max_files = 16, .rows = two_rows, .n_rows = 1, .n_dropped = 1};

static void
apply_built(const struct bw_confine *confine)
{
	const char *missing;
	int fd = bw_filter_build(&with_both);

	INSIDE(fd >= 0);
	INSIDE(bw_confine_apply_filter(confine, fd, &missing) == 0);
}

static void
use_both_rows(void)
{
	apply_built(&with_both);
	INSIDE(syscall(SYS_getppid) > 0 && syscall(SYS_getuid) >= 0);
}

static void
use_the_row_that_is_left(void)
{
	apply_built(&with_one);
	INSIDE(syscall(SYS_getppid) > 0);
}

static void
use_the_dropped_row(void)
{
	apply_built(&with_one);
	_exit(syscall(SYS_getuid) < 0 ? errno : 0);
}

START_TEST(bw_confine_apply_filter_forbids_rows_that_are_dropped)
{
	ck_assert_int_eq(forked(use_both_rows), 0);
	ck_assert_int_eq(forked(use_the_row_that_is_left), 0);
	ck_assert(forked_was_killed(forked(use_the_dropped_row)));
}
END_TEST

static void
refuse_what_is_no_filter(void)
{
	const char *missing;
	int fd = bw_spawn_memfd("filter", "1234567", 7);

	INSIDE(bw_confine_apply_filter(&with_both, fd, &missing) == -EBADMSG);
}

START_TEST(bw_confine_apply_filter_refuses_what_is_none)
{
	ck_assert_int_eq(forked(refuse_what_is_no_filter), 0);
}
END_TEST

static void
fork_and_signal(void)
{
	const struct bw_confine walls = {
	    .max_files = 16, .may_fork = true, .may_signal = true};
	int status;
	pid_t pid;

	apply(&walls);
	pid = fork();
	if (pid == 0) {
		for (;;) {
			(void)getpid();
		}
	}
	INSIDE(pid > 0 && kill(pid, SIGKILL) == 0);
	INSIDE(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
}

static void
fork_into_a_namespace(void)
{
	const struct bw_confine walls = {.max_files = 16, .may_fork = true};

	apply(&walls);
	_exit(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) < 0
		  ? errno
		  : 0);
}

START_TEST(bw_confine_apply_lets_masters_fork_and_signal)
{
	ck_assert_int_eq(forked(fork_and_signal), 0);
	ck_assert(forked_was_killed(forked(fork_into_a_namespace)));
}
END_TEST

START_TEST(bw_confine_base_rows_say_why)
{
	size_t n;
	const struct bw_syscall_row *rows = bw_confine_base_rows(&n);

	ck_assert_uint_gt(n, 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_ptr_nonnull(rows[i].why);
		ck_assert_uint_le(rows[i].n_args, BW_CONFINE_ARGS_MAX);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/confine");
	TCase *tcase = tcase_create("filter");

	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1) {
		printf("1..0 # SKIP this kernel has no Landlock\n");
		return 0;
	}
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(
	    tcase, bw_confine_apply_forbids, 0, ARRAY_LEN(forbidden));
#ifdef __x86_64__
	tcase_add_test(tcase, bw_confine_apply_forbids_other_architectures);
#endif
	tcase_add_test(tcase, bw_confine_apply_allows_an_ordinary_life);
	tcase_add_test(
	    tcase, bw_confine_apply_answers_probes_of_newer_libraries);
	tcase_add_test(tcase, bw_confine_apply_lets_abort_be_abort);
	tcase_add_test(tcase, bw_confine_apply_joins_rows_of_one_call);
	tcase_add_test(
	    tcase, bw_confine_apply_filter_forbids_rows_that_are_dropped);
	tcase_add_test(tcase, bw_confine_apply_filter_refuses_what_is_none);
	tcase_add_test(tcase, bw_confine_apply_lets_masters_fork_and_signal);
	tcase_add_test(tcase, bw_confine_base_rows_say_why);
	return unit_main(suite);
}
