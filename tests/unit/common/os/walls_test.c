/* SPDX-License-Identifier: ISC */
/*
 * The walls below the filter, with the filter left out: each must hold alone.
 * And kernels that lack one of them.
 */
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "common/os/forked.h"
#include "os/confine.h"
#include "unit.h"

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define PORT 47113

static const struct bw_confine nothing = {.max_files = 16};

static void
become_nobody(void)
{
	if (getuid() == 0) {
		INSIDE(setgroups(0, NULL) == 0);
		INSIDE(setresgid(64998, 64998, 64998) == 0);
		INSIDE(setresuid(64998, 64998, 64998) == 0);
	}
}

/* The layers without the filter, as somebody who is not root. */
static void
apply_unfiltered(struct bw_confine confine)
{
	const char *missing = "";

	become_nobody();
	confine.no_seccomp = true;
	INSIDE(bw_confine_apply(&confine, &missing) == 0);
	INSIDE(missing == NULL);
}

static void
look_at_process(void)
{
	struct rlimit limit;

	INSIDE(close_range(3, ~0u, 0) == 0);
	apply_unfiltered(nothing);
	INSIDE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	INSIDE(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
	INSIDE(getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0);
	INSIDE(getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_max == 0);
	INSIDE(getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_max == 0);
	INSIDE(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max == 16);
	INSIDE(fork() < 0 && errno == EAGAIN);
}

START_TEST(bw_confine_apply_sets_limits)
{
	ck_assert_int_eq(forked(look_at_process), 0);
}
END_TEST

static void
hold_many_files(void)
{
	struct rlimit limit;

	INSIDE(close_range(3, ~0u, 0) == 0);
	INSIDE(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 40) == 40);
	apply_unfiltered(nothing);
	INSIDE(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max == 41);
}

START_TEST(bw_confine_apply_admits_open_files)
{
	ck_assert_int_eq(forked(hold_many_files), 0);
}
END_TEST

static void
write_too_much(void)
{
	char path[] = "/tmp/bw-confine-XXXXXX";
	struct bw_confine walls = nothing;
	int fd = mkstemp(path);

	INSIDE(fd >= 0 && unlink(path) == 0);
	walls.max_file_size = 4;
	apply_unfiltered(walls);
	INSIDE(write(fd, "12345678", 8) == 4);
	INSIDE(write(fd, "5", 1) < 0 && errno == EFBIG); /* no SIGXFSZ */
}

START_TEST(bw_confine_apply_limits_files_without_a_signal)
{
	if (!SANITIZED) {
		ck_assert_int_eq(forked(write_too_much), 0);
	}
}
END_TEST

static void
make_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (prctl(66 /* PR_GET_MDWE */, 0, 0, 0, 0) < 0) {
		return; /* before Linux 6.3 */
	}
	apply_unfiltered(nothing);
	INSIDE(mprotect(at, 4096, PROT_READ | PROT_EXEC) < 0);
	INSIDE(errno == EACCES);
}

START_TEST(bw_confine_apply_keeps_data_from_becoming_code)
{
	if (!SANITIZED) {
		ck_assert_int_eq(forked(make_code), 0);
	}
}
END_TEST

static char base[] = "/tmp/bw-walls-XXXXXX";

static void
use_paths(void)
{
	struct bw_confine_path paths[] = {
	    {.fd = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.access = BW_CONFINE_READ | BW_CONFINE_WRITE},
	    {.fd = -1, .path = "/etc/passwd", .access = BW_CONFINE_READ},
	};
	struct bw_confine walls = nothing;
	int dir = paths[0].fd;

	walls.paths = paths;
	walls.n_paths = ARRAY_LEN(paths);
	INSIDE(dir >= 0);
	apply_unfiltered(walls);
	INSIDE(openat(dir, "new", O_RDWR | O_CREAT | O_CLOEXEC, 0600) >= 0);
	INSIDE(unlinkat(dir, "new", 0) == 0);
	INSIDE(mkdirat(dir, "dir", 0700) < 0 && errno == EACCES);
	INSIDE(openat(dir, ".", O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES);
	INSIDE(openat(dir, "..", O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES);
	INSIDE(open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0);
	INSIDE(open("/etc/group", O_RDONLY | O_CLOEXEC) < 0);
	INSIDE(errno == EACCES);
	INSIDE(execl("/bin/true", "true", (char *)NULL) < 0);
	INSIDE(errno == EACCES);
}

START_TEST(bw_confine_apply_opens_only_named_paths)
{
	ck_assert_int_eq(forked(use_paths), 0);
}
END_TEST

static long
landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
}

static int
tcp(int (*call)(int, const struct sockaddr *, socklen_t), uint16_t port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sin.sin_port = htons(port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || call(fd, (struct sockaddr *)&sin, sizeof(sin)) != 0) {
		return -errno;
	}
	return 0;
}

static void
use_ports(void)
{
	static const uint16_t ports[] = {PORT};
	struct bw_confine walls = nothing;

	walls.connect_ports = ports;
	walls.n_connect_ports = 1;
	apply_unfiltered(walls);
	INSIDE(tcp(bind, PORT) == -EACCES);
	INSIDE(tcp(connect, PORT) == -ECONNREFUSED);
	INSIDE(tcp(connect, PORT + 1) == -EACCES);
}

static void
use_any_port(void)
{
	struct bw_confine walls = nothing;

	walls.connect_any_port = true;
	apply_unfiltered(walls);
	INSIDE(tcp(bind, PORT) == -EACCES);
	INSIDE(tcp(connect, PORT + 1) == -ECONNREFUSED);
}

START_TEST(bw_confine_apply_lets_named_ports_be_connected_to)
{
	if (landlock_version() >= 4) {
		ck_assert_int_eq(forked(use_ports), 0);
		ck_assert_int_eq(forked(use_any_port), 0);
	}
}
END_TEST

static void
signal_parent(void)
{
	apply_unfiltered(nothing);
	INSIDE(kill(getppid(), 0) < 0 && errno == EPERM);
}

/* Both have the same uid. */
static void
signal_outside(void)
{
	become_nobody();
	INSIDE(forked(signal_parent) == 0);
}

START_TEST(bw_confine_apply_keeps_signals_inside)
{
	if (landlock_version() >= 6) {
		ck_assert_int_eq(forked(signal_outside), 0);
	}
}
END_TEST

/* --- kernels that lack a layer --- */

/* Make a system call be as on a kernel that never heard of it. */
static void
forget(int number)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	INSIDE(filter != NULL);
	INSIDE(
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0) == 0);
	INSIDE(seccomp_load(filter) == 0);
	seccomp_release(filter);
}

static int forgotten;
static const char *named;

static void
refuse(void)
{
	const char *missing = NULL;

	forget(forgotten);
	INSIDE(bw_confine_apply(&nothing, &missing) == -ENOTSUP);
	INSIDE(missing != NULL && strstr(missing, named) != NULL);
}

static void
degrade(void)
{
	struct bw_confine walls = nothing;
	const char *missing = NULL;

	walls.degraded = true;
	forget(forgotten);
	INSIDE(bw_confine_apply(&walls, &missing) == 0);
	INSIDE(missing != NULL && strstr(missing, named) != NULL);
}

static const struct {
	int number;
	const char *name;
} layers[] = {
    {SCMP_SYS(landlock_create_ruleset), "Landlock"},
    {SCMP_SYS(seccomp), "seccomp"},
};

START_TEST(bw_confine_apply_names_what_the_kernel_lacks)
{
	forgotten = layers[_i].number;
	named = layers[_i].name;
	ck_assert_int_eq(forked(refuse), 0);
	ck_assert_int_eq(forked(degrade), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/walls");
	TCase *tcase = tcase_create("walls");
	int result;

	if (landlock_version() < 1) {
		printf("1..0 # SKIP this kernel has no Landlock\n");
		return 0;
	}
	if (mkdtemp(base) == NULL || chmod(base, 0777) != 0) {
		return EXIT_FAILURE;
	}
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_confine_apply_sets_limits);
	tcase_add_test(tcase, bw_confine_apply_admits_open_files);
	tcase_add_test(tcase, bw_confine_apply_limits_files_without_a_signal);
	tcase_add_test(tcase, bw_confine_apply_keeps_data_from_becoming_code);
	tcase_add_test(tcase, bw_confine_apply_opens_only_named_paths);
	tcase_add_test(
	    tcase, bw_confine_apply_lets_named_ports_be_connected_to);
	tcase_add_test(tcase, bw_confine_apply_keeps_signals_inside);
	tcase_add_loop_test(tcase, bw_confine_apply_names_what_the_kernel_lacks,
	    0, ARRAY_LEN(layers));
	result = unit_main(suite);
	(void)rmdir(base);
	return result;
}
