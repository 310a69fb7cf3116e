/* SPDX-License-Identifier: ISC */
/*
 * For tests of what cannot be undone: the body runs in a process of its own,
 * where INSIDE() stands for ck_assert(), and its end is judged outside.
 */
#ifndef BW_TESTS_FORKED_H
#define BW_TESTS_FORKED_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INSIDE(condition)                                                      \
	do {                                                                   \
		if (!(condition)) {                                            \
			forked_fail(__FILE__, __LINE__, #condition);           \
		}                                                              \
	} while (0)

static inline void
forked_fail(const char *file, int line, const char *condition)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%s:%d: %s: errno %d\n", file, line,
	    condition, errno);
	(void)!write(STDERR_FILENO, text, strlen(text));
	_exit(1);
}

/* The wait status of a process that runs body and then exits with 0. */
static inline int
forked(void (*body)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		body();
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		return -1;
	}
	return status;
}

/* In a sanitizer's build what is forbidden fails, otherwise it kills. */
static inline int
forked_was_killed(int status)
{
#ifdef __SANITIZE_ADDRESS__
	return WIFEXITED(status) && WEXITSTATUS(status) == EPERM;
#else
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
#endif
}

#endif
