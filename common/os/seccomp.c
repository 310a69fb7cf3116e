/* SPDX-License-Identifier: ISC */
/*
 * The filter's program, by libseccomp.  What no row allows ends the process; a
 * call of the wrong architecture (x32, int 0x80) does too.  But a newer C
 * library may try newer calls: those it merely probes, and all that the filter
 * is too old to know, get ENOSYS, so that an update does not take the server
 * down.
 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/spawn.h"
#include "os/walls.h"

/* Numbers above the newest that libseccomp knows are ENOSYS up to here ... */
#define SECCOMP_NUMBER_MAX BW_FILTER_ECHO
/* ... but for this one, which answers what a filter before ours does not. */
#define ECHO_MASTER 1000
#define ECHO_WORKER 2000
#define ECHO_RANGE  1000

/* The report of a sanitizer must not die half-way. */
#define SECCOMP_DEFAULT                                                        \
	(BW_SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS)

/* Instructions of the largest program that the kernel takes, in bytes. */
#define PROGRAM_SIZE_MAX (4096 * 8)

/* A worker's filter is built by its master, and holds besides the master's. */
static int
echo_errno(const struct bw_confine *confine)
{
	return (confine->may_fork ? ECHO_MASTER : ECHO_WORKER) +
	       getpid() % ECHO_RANGE;
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

static int
allow_rows(scmp_filter_ctx filter, const struct bw_row_set *sets, size_t n_sets)
{
	int error = 0;

	for (size_t i = 0; i < n_sets; i++) {
		for (size_t j = 0; j < sets[i].n && error == 0; j++) {
			error =
			    rule_add(filter, SCMP_ACT_ALLOW, &sets[i].rows[j]);
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
	     number < BW_FILTER_ECHO && error == 0; number++) {
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
	const struct bw_syscall_row echo = {.number = BW_FILTER_ECHO};
	struct bw_row_set sets[BW_ROW_SETS_MAX];
	size_t n_sets = bw_row_sets(confine, sets);
	int error = seccomp_attr_set(
	    filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	if (error == 0) { /* a binary tree: cost does not grow with rows */
		error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	}
	if (error == 0) {
		error = allow_rows(filter, sets, n_sets);
	}
	if (error == 0) {
		error = deny_mildly(filter, sets, n_sets);
	}
	if (error == 0) {
		error = rule_add(filter,
		    SCMP_ACT_ERRNO((uint32_t)echo_errno(confine)), &echo);
	}
	return error;
}

/* What libseccomp writes to a file, sealed; a descriptor or negative errno. */
static int export(scmp_filter_ctx filter)
{
	static uint8_t program[PROGRAM_SIZE_MAX];
	int fd = memfd_create("filter", MFD_CLOEXEC);
	int error = fd < 0 ? -errno : seccomp_export_bpf(filter, fd);
	ssize_t n = 0;

	if (error == 0) {
		n = pread(fd, program, sizeof(program), 0);
		error = n < 0 ? -errno : 0;
	}
	if (fd >= 0) {
		(void)close(fd); /* copied */
	}
	return error != 0 ? error
			  : bw_spawn_memfd("filter", program, (size_t)n);
}

int
bw_filter_build(const struct bw_confine *confine)
{
	scmp_filter_ctx filter = seccomp_init(SECCOMP_DEFAULT);
	int error;

	if (filter == NULL) {
		return -ENOMEM;
	}
	error = build(filter, confine);
	if (error == 0) {
		error = export(filter);
	}
	seccomp_release(filter);
	return error;
}

int
bw_confine_apply(const struct bw_confine *confine, const char **missing)
{
	int fd = bw_filter_build(confine);
	int error;

	*missing = NULL;
	if (fd < 0) {
		return fd;
	}
	error = bw_confine_apply_filter(confine, fd, missing);
	(void)close(fd); /* in force, or of no use */
	return error;
}
