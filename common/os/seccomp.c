/* SPDX-License-Identifier: ISC */
/*
 * The filter, by libseccomp.  What no row allows ends the process; a call of
 * the wrong architecture (x32, int 0x80) does too.  But a newer C library may
 * try newer calls: those it merely probes, and all that the filter is too old
 * to know, get ENOSYS, so that an update does not take the server down.
 */
#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/walls.h"

/* Numbers above the newest that libseccomp knows are ENOSYS up to here ... */
#define SECCOMP_NUMBER_MAX 511
/* ... but this one answers with an errno of our choice: see check(). */
#define SECCOMP_NUMBER_ECHO SECCOMP_NUMBER_MAX

/* The report of a sanitizer must not die half-way. */
#define SECCOMP_DEFAULT                                                        \
	(BW_SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS)

static bool
has_filters(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* An errno that another filter, of a process before us, would not choose. */
static int
echo_errno(void)
{
	return 1 + getpid() % 4000;
}

static bool
sets_have(const struct bw_row_set *sets, size_t n_sets, int number)
{
	for (size_t i = 0; i < n_sets; i++) {
		for (size_t j = 0; j < sets[i].n; j++) {
			if (sets[i].rows[j].number == number) {
				return true;
			}
		}
	}
	return false;
}

static int
rule_add(
    scmp_filter_ctx filter, uint32_t action, const struct bw_syscall_row *row)
{
	int error;

	if (row->number < 0) {
		return 0; /* this architecture has no such call */
	}
	BW_ASSERT(row->n_args <= BW_CONFINE_ARGS_MAX);
	error = seccomp_rule_add_array(
	    filter, action, row->number, row->n_args, row->args);
	return error == -EEXIST ? 0 : error; /* said twice */
}

/*
 * abort() by way of tgkill: of ourselves only.  A master's filter holds for
 * its workers too, whose pids are not known yet.
 */
static struct bw_syscall_row
narrowed(const struct bw_syscall_row *row, const struct bw_confine *confine)
{
	struct bw_syscall_row own = *row;

	if (row->number == SCMP_SYS(tgkill) && !confine->may_fork) {
		BW_ASSERT(own.n_args < BW_CONFINE_ARGS_MAX);
		own.args[own.n_args++] =
		    SCMP_A0_64(SCMP_CMP_EQ, (uint64_t)getpid());
	}
	return own;
}

static int
allow_rows(scmp_filter_ctx filter, const struct bw_confine *confine,
    const struct bw_row_set *sets, size_t n_sets)
{
	int error = 0;

	for (size_t i = 0; i < n_sets; i++) {
		for (size_t j = 0; j < sets[i].n && error == 0; j++) {
			struct bw_syscall_row row =
			    narrowed(&sets[i].rows[j], confine);

			error = rule_add(filter, SCMP_ACT_ALLOW, &row);
		}
	}
	return error;
}

/* The highest number that libseccomp has a name for. */
static int
newest_known(void)
{
	for (int number = SECCOMP_NUMBER_MAX; number > 0; number--) {
		char *name =
		    seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

		free(name);
		if (name != NULL) {
			return number;
		}
	}
	return SECCOMP_NUMBER_MAX;
}

static int
deny_mildly(
    scmp_filter_ctx filter, const struct bw_row_set *sets, size_t n_sets)
{
	struct bw_row_set probed = bw_row_set_probed();
	int error = 0;

	for (size_t i = 0; i < probed.n && error == 0; i++) {
		if (!sets_have(sets, n_sets, probed.rows[i].number)) {
			error = rule_add(
			    filter, SCMP_ACT_ERRNO(ENOSYS), &probed.rows[i]);
		}
	}
	for (int number = newest_known() + 1;
	     number < SECCOMP_NUMBER_ECHO && error == 0; number++) {
		struct bw_syscall_row row = {.number = number};

		if (!sets_have(sets, n_sets, number)) {
			error = rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), &row);
		}
	}
	return error;
}

static int
build(scmp_filter_ctx filter, const struct bw_confine *confine)
{
	const struct bw_syscall_row echo = {.number = SECCOMP_NUMBER_ECHO};
	struct bw_row_set sets[BW_ROW_SETS_MAX];
	size_t n_sets = bw_row_sets(confine, sets);
	int error = seccomp_attr_set(
	    filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	if (error == 0) { /* a binary tree: cost does not grow with rows */
		error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	}
	if (error == 0) {
		error = allow_rows(filter, confine, sets, n_sets);
	}
	if (error == 0) {
		error = deny_mildly(filter, sets, n_sets);
	}
	if (error == 0) {
		error = rule_add(
		    filter, SCMP_ACT_ERRNO((uint32_t)echo_errno()), &echo);
	}
	return error;
}

/* Ask the filter something that only it can answer. */
static int
check(int expected)
{
	if (syscall(SECCOMP_NUMBER_ECHO) >= 0 || errno != expected) {
		return -EPERM;
	}
	return 0;
}

int
bw_wall_seccomp(const struct bw_confine *confine)
{
	scmp_filter_ctx filter;
	int expected = echo_errno();
	int error;

	if (confine->no_seccomp) {
		return 0;
	}
	if (!has_filters()) {
		return -ENOTSUP;
	}
	filter = seccomp_init(SECCOMP_DEFAULT);
	if (filter == NULL) {
		return -ENOMEM;
	}
	error = build(filter, confine);
	if (error == 0) {
		error = seccomp_load(filter);
	}
	if (error == 0) {
		error = check(expected);
	}
	seccomp_release(filter);
	return error;
}
