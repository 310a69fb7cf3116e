/* SPDX-License-Identifier: ISC */
/* The last walls, in order; see confine.h.  Each is read back. */
#include "os/confine.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "os/log.h"
#include "os/walls.h"

#ifndef PR_SET_MDWE /* Linux 6.3 */
#define PR_SET_MDWE              65
#define PR_GET_MDWE              66
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

static int
set_no_new_privs(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		return -errno;
	}
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : -EPERM;
}

static int
set_not_dumpable(void)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		return -errno;
	}
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -EPERM;
}

/* Memory that can be written never becomes code; used where there is such. */
static int
set_write_or_execute(void)
{
	if (BW_SANITIZED) {
		return 0;
	}
	if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0) {
		return errno == EINVAL ? 0 : -errno; /* before Linux 6.3 */
	}
	return prctl(PR_GET_MDWE, 0, 0, 0, 0) == PR_MDWE_REFUSE_EXEC_GAIN
		   ? 0
		   : -EPERM;
}

static int
set_no_core(void)
{
	struct rlimit none = {0};

	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    getrlimit(RLIMIT_CORE, &none) != 0) {
		return -errno;
	}
	return none.rlim_max == 0 ? 0 : -EPERM;
}

int
bw_confine_begin(void)
{
	int error = set_no_new_privs();

	if (error == 0) {
		error = set_no_core();
	}
	if (error == 0) {
		error = set_not_dumpable();
	}
	return error;
}

/* A layer that the kernel lacks is an error, or if degraded a warning. */
static int
settle(const struct bw_confine *confine, int error, const char *layer,
    const char **missing)
{
	if (error != -ENOTSUP) {
		return error;
	}
	*missing = layer;
	return confine->degraded ? 0 : -ENOTSUP;
}

int
bw_confine_apply_filter(
    const struct bw_confine *confine, int filter_fd, const char **missing)
{
	int error = bw_confine_begin();

	*missing = NULL;
	if (error == 0) {
		error = set_write_or_execute();
	}
	/* A file that would grow too large is an error, not the end. */
	if (error == 0 && signal(SIGXFSZ, SIG_IGN) == SIG_ERR) {
		error = -errno;
	}
	if (error == 0) {
		error = bw_wall_rlimits(confine);
	}
	if (error == 0) {
		error = settle(confine, bw_wall_landlock(confine),
		    "this kernel has no Landlock, or it is switched off",
		    missing);
	}
	if (error == 0) {
		error = settle(confine, bw_wall_seccomp(confine, filter_fd),
		    "this kernel has no seccomp filters, or they are switched "
		    "off",
		    missing);
	}
	return error;
}

void
bw_confine_log(int error, const char *missing)
{
	if (missing != NULL) {
		bw_log(error != 0 ? BW_LOG_LEVEL_ERR : BW_LOG_LEVEL_WARNING,
		    "sandbox=%s missing=\"%s\"",
		    error != 0 ? "refused" : "degraded", missing);
	} else if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "sandbox=failed error=\"%s\"",
		    strerror(-error));
	}
}
