/* SPDX-License-Identifier: ISC */
/* fork and exec: descriptors, environment, signals; sealed memfds. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/os/forked.h"
#include "os/spawn.h"
#include "unit.h"

extern char **environ;

/* Runs as the spawned program: the exit status is the number of the first
 * thing that is not as promised. */
static int
inspect(int n_fds)
{
	const int ignored[] = {SIGHUP, SIGUSR1};
	sigset_t mask;
	struct sigaction action;

	for (int fd = 0; fd < 1024; fd++) {
		bool open = fcntl(fd, F_GETFD) >= 0;

		if (open != (fd < 3 + n_fds)) {
			return 10 + fd;
		}
	}
	for (int i = 0; i < n_fds; i++) {
		char byte = 0;

		if (read(3 + i, &byte, 1) != 1 || byte != 'a' + i) {
			return 2;
		}
	}
	if (environ[0] == NULL || strcmp(environ[0], "TZ=UTC0") != 0 ||
	    environ[1] != NULL) {
		return 3;
	}
	if (sigprocmask(SIG_SETMASK, NULL, &mask) != 0 ||
	    sigismember(&mask, SIGUSR1) != 0) {
		return 4;
	}
	if (sigaction(SIGPIPE, NULL, &action) != 0 ||
	    action.sa_handler != SIG_DFL) {
		return 5;
	}
	for (size_t i = 0; i < ARRAY_LEN(ignored); i++) {
		if (sigaction(ignored[i], NULL, &action) != 0 ||
		    action.sa_handler != SIG_IGN) {
			return 6;
		}
	}
	return getpgrp() == getpid() ? 0 : 7;
}

static int
finish(pid_t pid)
{
	int status;

	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* A descriptor at a certain place from which text can be read. */
static int
source_at(int place, const char *text)
{
	ssize_t len = (ssize_t)strlen(text);
	int fds[2];

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	ck_assert_int_eq(write(fds[1], text, (size_t)len), len);
	ck_assert_int_eq(dup2(fds[0], place), place);
	return place;
}

static char self[] = "/proc/self/exe", name[] = "program", role[] = "inspect";

START_TEST(bw_spawn_passes_exactly_the_descriptors_named)
{
	char number[] = "3";
	char *const argv[] = {name, role, number, NULL};
	/* In each other's places, and one far away. */
	const int fds[] = {
	    source_at(24, "a"), source_at(23, "b"), source_at(900, "c")};
	sigset_t mask;

	ck_assert_ptr_ne(signal(SIGPIPE, SIG_IGN), SIG_ERR);
	ck_assert_int_eq(sigemptyset(&mask), 0);
	ck_assert_int_eq(sigaddset(&mask, SIGUSR1), 0);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &mask, NULL), 0);
	ck_assert_int_eq(finish(bw_spawn(self, argv, fds, 3)), 0);
	/* Ours are as they were. */
	ck_assert_int_eq(fcntl(23, F_GETFD), 0);
	ck_assert_int_eq(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
	ck_assert_int_eq(sigismember(&mask, SIGUSR1), 1);
}
END_TEST

static void
spawn_where_low_ones_are_free(void)
{
	char number[] = "2";
	char *const argv[] = {name, role, number, NULL};
	int fds[2], status;

	INSIDE(close_range(3, ~0u, 0) == 0);
	fds[0] = source_at(24, "a");
	fds[1] = source_at(23, "b");
	INSIDE(close_range(3, 22, 0) == 0);
	INSIDE(waitpid(bw_spawn(self, argv, fds, 2), &status, 0) > 0);
	INSIDE(status == 0);
}

START_TEST(bw_spawn_fills_free_low_descriptors)
{
	ck_assert_int_eq(forked(spawn_where_low_ones_are_free), 0);
}
END_TEST

START_TEST(bw_spawn_swaps_low_descriptors)
{
	char number[] = "3";
	char *const argv[] = {name, role, number, NULL};
	int saved = fcntl(3, F_DUPFD_CLOEXEC, 30);
	int fds[3];

	(void)saved; /* the test's runner may hold 3 to 5 */
	fds[0] = source_at(5, "a");
	fds[1] = source_at(3, "b");
	fds[2] = source_at(4, "c");
	ck_assert_int_eq(finish(bw_spawn(self, argv, fds, 3)), 0);
}
END_TEST

START_TEST(bw_spawn_passes_none)
{
	char number[] = "0";
	char *const argv[] = {name, role, number, NULL};

	ck_assert_int_eq(finish(bw_spawn(self, argv, NULL, 0)), 0);
}
END_TEST

START_TEST(bw_spawn_passes_one_descriptor_twice)
{
	char number[] = "2";
	char *const argv[] = {name, role, number, NULL};
	int fd = source_at(40, "ab");
	const int fds[] = {fd, fd};

	ck_assert_int_eq(finish(bw_spawn(self, argv, fds, 2)), 0);
}
END_TEST

START_TEST(bw_spawn_of_nothing_ends_with_127)
{
	char *const argv[] = {name, NULL};

	ck_assert_int_eq(finish(bw_spawn("/no/such", argv, NULL, 0)), 127);
}
END_TEST

START_TEST(bw_spawn_with_a_bad_descriptor_ends_with_127)
{
	char *const argv[] = {name, NULL};
	const int bad = 777;

	ck_assert_int_eq(finish(bw_spawn(self, argv, &bad, 1)), 127);
}
END_TEST

START_TEST(bw_spawn_memfd_is_sealed)
{
	const char *text;
	size_t len;
	int fd = bw_spawn_memfd("test", "hello", 5);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bw_spawn_memfd_map(fd, &text, &len), 0);
	ck_assert_uint_eq(len, 5);
	ck_assert_mem_eq(text, "hello", 5);
	ck_assert_int_eq(pwrite(fd, "x", 1, 0), -1);
	ck_assert_int_eq(errno, EPERM);
	ck_assert_int_eq(ftruncate(fd, 0), -1);
	ck_assert_int_eq(ftruncate(fd, 9), -1);
	ck_assert_ptr_eq(
	    mmap(NULL, 5, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0),
	    MAP_FAILED);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
}
END_TEST

START_TEST(bw_spawn_memfd_may_be_empty)
{
	const char *text;
	size_t len = 1;
	int fd = bw_spawn_memfd("test", "", 0);

	ck_assert_int_eq(bw_spawn_memfd_map(fd, &text, &len), 0);
	ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(bw_spawn_memfd_map_refuses_what_can_still_change)
{
	const char *text;
	size_t len;
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	ck_assert_int_eq(write(fd, "x", 1), 1);
	ck_assert_int_eq(bw_spawn_memfd_map(fd, &text, &len), -EPERM);
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	ck_assert_int_eq(bw_spawn_memfd_map(fd, &text, &len), -EPERM);
	ck_assert_int_eq(bw_spawn_memfd_map(STDIN_FILENO, &text, &len), -EPERM);
}
END_TEST

int
main(int argc, char **argv)
{
	Suite *suite;
	TCase *tcase;

	if (argc == 3 && strcmp(argv[1], role) == 0) {
		_exit(inspect(argv[2][0] - '0'));
	}
	suite = suite_create("common/os/spawn");
	tcase = tcase_create("spawn");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_spawn_passes_exactly_the_descriptors_named);
	tcase_add_test(tcase, bw_spawn_fills_free_low_descriptors);
	tcase_add_test(tcase, bw_spawn_swaps_low_descriptors);
	tcase_add_test(tcase, bw_spawn_passes_none);
	tcase_add_test(tcase, bw_spawn_passes_one_descriptor_twice);
	tcase_add_test(tcase, bw_spawn_of_nothing_ends_with_127);
	tcase_add_test(tcase, bw_spawn_with_a_bad_descriptor_ends_with_127);
	tcase_add_test(tcase, bw_spawn_memfd_is_sealed);
	tcase_add_test(tcase, bw_spawn_memfd_may_be_empty);
	tcase_add_test(tcase, bw_spawn_memfd_map_refuses_what_can_still_change);
	return unit_main(suite);
}
