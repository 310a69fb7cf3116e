/* SPDX-License-Identifier: ISC */
/*
 * The last walls: rlimits, no_new_privs, memory-deny-write-execute, not
 * dumpable, Landlock, seccomp; described by rows with reasons.
 */
#ifndef BW_OS_CONFINE_H
#define BW_OS_CONFINE_H

#include <seccomp.h>

#include "base/base.h"

#define BW_CONFINE_ARGS_MAX    3
#define BW_CONFINE_DROPPED_MAX 8

/* One allowed system call, and why.  All of args must match. */
struct bw_syscall_row {
	int number; /* SCMP_SYS(...) */
	const char *why;
	unsigned n_args;
	struct scmp_arg_cmp args[BW_CONFINE_ARGS_MAX];
};

/* Landlock: what may be done beneath a directory or to a file. */
enum bw_confine_access {
	BW_CONFINE_READ = 1,    /* read files */
	BW_CONFINE_LIST = 2,    /* read directories */
	BW_CONFINE_WRITE = 4,   /* write, create, remove, truncate files */
	BW_CONFINE_EXECUTE = 8, /* execute */
	BW_CONFINE_APPEND = 16, /* write and create files, remove none */
};

struct bw_confine_path {
	int fd;           /* a directory held open, or -1 */
	const char *path; /* else a path inside the jail */
	unsigned access;
};

struct bw_confine {
	const struct bw_syscall_row *rows; /* besides the base rows */
	size_t n_rows;
	size_t n_dropped; /* rows behind these: the filter that was built allows
			   * them, and this process is to do without */
	const struct bw_confine_path *paths;
	size_t n_paths;
	const uint16_t *connect_ports; /* TCP ports that may be connected to */
	size_t n_connect_ports;
	bool connect_any_port; /* fetchd: no Landlock rule on TCP connect */
	/* rlimits; bytes */
	uint64_t max_files;     /* RLIMIT_NOFILE; not below what is open */
	uint64_t max_memory;    /* RLIMIT_AS; 0 = leave */
	uint64_t max_file_size; /* RLIMIT_FSIZE */
	bool may_fork;          /* masters: RLIMIT_NPROC is left */
	bool may_signal;        /* masters: kill(2) to own workers */
	bool may_exec;          /* masters: execve of the program */
	bool degraded;          /* go on where the kernel lacks a layer */
	bool no_seccomp;        /* probe builds: try the layers under it */
};

/*
 * Put everything on, the filter last.  may_exec brings the calls of bw_spawn(),
 * of the loader and of this function: the filter holds for the new program
 * too, so a master's rows must include those of its workers.  Builds with
 * AddressSanitizer forbid by EPERM instead of death and set fewer limits.
 *
 *   missing   set to a static sentence that names the layer the kernel lacks,
 *             whenever one is lacking (also when degraded); else to NULL
 *   returns   0
 *             -ENOTSUP  a layer is lacking and not degraded
 *             or another negative errno: the process must end
 */
int bw_confine_apply(const struct bw_confine *confine, const char **missing);

/*
 * The filter alone, as a program: built of the rows and of what else may be
 * done.  It holds for any process that is confined in this way.
 *
 *   returns  a sealed memfd, or a negative errno
 */
int bw_filter_build(const struct bw_confine *confine);

/* bw_confine_apply() with a filter that has been built; it is lent. */
int bw_confine_apply_filter(
    const struct bw_confine *confine, int filter_fd, const char **missing);

/*
 * Say in the log what bw_confine_apply() answered, where that is not success.
 */
void bw_confine_log(int error, const char *missing);

/* no_new_privs and core/dumpable alone, for before exec. */
int bw_confine_begin(void);

/* The rows that every process has, for tests and man pages. */
const struct bw_syscall_row *bw_confine_base_rows(size_t *out_n);

#endif
