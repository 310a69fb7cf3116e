/* SPDX-License-Identifier: ISC */
/*
 * A jail from inside: what is gone, what still works, as root and in a user
 * namespace.  This program is its own master and worker.
 */
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "common/os/forked.h"
#include "os/confine.h"
#include "os/docroot.h"
#include "os/ids.h"
#include "os/jail.h"
#include "os/sock.h"
#include "os/spawn.h"
#include "receive.h"
#include "unit.h"

#define NOBODY    64999
#define ROOT_FD   3
#define SOCK_FD   4
#define FILTER_FD 5
#define FILE_TEXT "served"
#define STATE     "/some/state"
#define READ_ONLY "/some/where/else"

static char base[] = "/tmp/bw-jail-XXXXXX";
static char served[64], state[64], state_link[64], program[64];

static void
file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	INSIDE(fd >= 0);
	INSIDE(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	INSIDE(close(fd) == 0);
}

/* A copy of this program where everybody may run it. */
static void
program_copy(void)
{
	char block[65536];
	ssize_t n;
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open(program, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	INSIDE(from >= 0 && to >= 0);
	while ((n = read(from, block, sizeof(block))) > 0) {
		INSIDE(write(to, block, (size_t)n) == n);
	}
	INSIDE(close(from) == 0 && close(to) == 0);
}

static void
places_make(void)
{
	char path[96];

	INSIDE(mkdtemp(base) != NULL);
	INSIDE(chmod(base, 0755) == 0);
	(void)snprintf(served, sizeof(served), "%s/served", base);
	(void)snprintf(state, sizeof(state), "%s/state", base);
	(void)snprintf(state_link, sizeof(state_link), "%s/link", base);
	(void)snprintf(program, sizeof(program), "%s/program", base);
	INSIDE(mkdir(served, 0755) == 0 && mkdir(state, 0777) == 0);
	INSIDE(chmod(state, 0777) == 0);
	INSIDE(symlink(state, state_link) == 0);
	(void)snprintf(path, sizeof(path), "%s/file", served);
	file_write(path, FILE_TEXT);
	program_copy();
}

static void
places_remove(void)
{
	static const char *const names[] = {
	    "served/file", "served", "state/new", "state", "link", "program"};
	char path[96];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", base, names[i]);
		(void)remove(path);
	}
	(void)rmdir(base);
}

static void
enter(bool keep_network)
{
	const struct bw_jail_bind binds[] = {
	    {.from = state_link, .to = STATE, .writable = true},
	    {.from = served, .to = READ_ONLY},
	};

	INSIDE(bw_jail_enter("/proc/self/exe", keep_network, binds,
		   ARRAY_LEN(binds)) == 0);
}

/* What a UDP socket made here says to reaching this host. */
static int
reach_loopback(void)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(9)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sin, sizeof(sin)) != 0) {
		return -errno;
	}
	return close(fd);
}

static void
network_is_empty(void)
{
	struct if_nameindex *list;

	enter(false);
	list = if_nameindex();
	INSIDE(list != NULL && strcmp(list[0].if_name, "lo") == 0);
	INSIDE(list[1].if_index == 0);
	if_freenameindex(list);
	INSIDE(reach_loopback() == -ENETUNREACH);
}

static void
network_is_kept(void)
{
	struct if_nameindex *before = if_nameindex();
	struct if_nameindex *after;
	size_t i = 0;

	enter(true);
	after = if_nameindex();
	INSIDE(before != NULL && after != NULL);
	for (; before[i].if_index != 0; i++) {
		INSIDE(strcmp(before[i].if_name, after[i].if_name) == 0);
	}
	INSIDE(after[i].if_index == 0);
	if_freenameindex(before);
	if_freenameindex(after);
}

/* The regular files beneath path; each must be a read-only mount. */
static unsigned
files_count(const char *path)
{
	unsigned n = 0;
	struct dirent *entry;
	DIR *dir = opendir(path);

	INSIDE(dir != NULL);
	while ((entry = readdir(dir)) != NULL) {
		char name[1024];
		struct statvfs status;

		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(
		    name, sizeof(name), "%s/%.255s", path, entry->d_name);
		if (entry->d_type == DT_DIR) {
			n += files_count(name);
			continue;
		}
		n++;
		INSIDE(statvfs(name, &status) == 0);
		INSIDE((status.f_flag & ST_RDONLY) != 0);
		INSIDE((status.f_flag & ST_NOSUID) != 0);
		INSIDE((status.f_flag & ST_NODEV) != 0);
	}
	(void)closedir(dir);
	return n;
}

static void
root_is_small(void)
{
	static const char *const gone[] = {"/proc/self", "/etc/passwd", "/root",
	    "/home", "/usr/bin", "/bin", "/dev", "/sys", "/.old", "/tmp"};

	enter(false);
	for (size_t i = 0; i < ARRAY_LEN(gone); i++) {
		INSIDE(access(gone[i], F_OK) != 0 && errno == ENOENT);
	}
	INSIDE(access("/etc", F_OK) == 0 && files_count("/etc") == 1);
	INSIDE(files_count("/") >= 4); /* program, loader, libc, libseccomp */
	INSIDE(mkdir("/x", 0755) != 0 && errno == EROFS);
	INSIDE(open(BW_JAIL_PROGRAM, O_WRONLY | O_CLOEXEC) < 0);
	INSIDE(chdir("..") == 0 && access("program", X_OK) == 0);
}

static void
binds_are_as_asked(void)
{
	struct statvfs status;

	enter(false);
	file_write(STATE "/new", "kept");
	INSIDE(statvfs(STATE, &status) == 0);
	INSIDE((status.f_flag & ST_NOEXEC) != 0);
	INSIDE((status.f_flag & ST_NOSUID) != 0);
	INSIDE((status.f_flag & ST_NODEV) != 0);
	INSIDE((status.f_flag & ST_RDONLY) == 0);
	INSIDE(access(READ_ONLY "/file", R_OK) == 0);
	INSIDE(open(READ_ONLY "/file", O_WRONLY | O_CLOEXEC) < 0);
	INSIDE(errno == EROFS);
}

static void
missing_bind_is_refused(void)
{
	const struct bw_jail_bind bind = {.from = "/no/such", .to = "/x"};

	INSIDE(bw_jail_enter("/proc/self/exe", false, &bind, 1) == -ENOENT);
	INSIDE(access("/proc/self", F_OK) == 0); /* nothing was done */
}

static const struct bw_syscall_row worker_rows[] = {
    {SCMP_SYS(openat2), "test"},
    {SCMP_SYS(fstat), "test"},
    {SCMP_SYS(recvmmsg), "test"},
};
static const struct bw_confine_path worker_path = {
    .fd = ROOT_FD, .access = BW_CONFINE_READ};
static const struct bw_confine worker_walls = {
    .rows = worker_rows,
    .n_rows = ARRAY_LEN(worker_rows),
    .paths = &worker_path,
    .n_paths = 1,
    .max_files = 16,
};

/* In the jail, as /program: what the doors are good for. */
static void
worker(void)
{
	const char *missing;
	struct bw_docroot_file file;
	struct bw_datagram got;
	char text[sizeof(FILE_TEXT)] = "";

	INSIDE(
	    bw_confine_apply_filter(&worker_walls, FILTER_FD, &missing) == 0);
	INSIDE(missing == NULL);
	INSIDE(bw_docroot_open_file(ROOT_FD, "file", &file) == 0);
	INSIDE(read(file.fd, text, sizeof(text)) == sizeof(FILE_TEXT) - 1);
	INSIDE(strcmp(text, FILE_TEXT) == 0);
	INSIDE(bw_docroot_open_file(ROOT_FD, "../program", &file) == -EACCES);
	INSIDE(bw_docroot_open_file(ROOT_FD, ".", &file) == -EISDIR);
	INSIDE(bw_docroot_open_file(ROOT_FD, "none", &file) == -ENOENT);
	INSIDE(receive(SOCK_FD, &got) == 0);
	INSIDE(got.peer.family == BW_FAMILY_IPV4);
	INSIDE(bw_sock_send(SOCK_FD, &got) == 0);
}

/* With the doors as 3 and 4, for a worker with its filter as 5: jail, drop, confinement, then a worker. */
static void
master(const struct bw_ids *ids)
{
	char name[] = "program", role[] = "worker";
	char *const argv[] = {name, role, NULL};
	const int fds[] = {ROOT_FD, SOCK_FD, bw_filter_build(&worker_walls)};
	const struct bw_confine_path paths[] = {
	    {.fd = -1,
		.path = "/",
		.access = BW_CONFINE_READ | BW_CONFINE_EXECUTE},
	    {.fd = ROOT_FD, .access = BW_CONFINE_READ},
	};
	const struct bw_syscall_row rows[] = {
	    {SCMP_SYS(openat2), "test"},
	    {SCMP_SYS(recvmmsg), "test"},
	};
	const struct bw_confine walls = {
	    .rows = rows,
	    .n_rows = ARRAY_LEN(rows),
	    .paths = paths,
	    .n_paths = ARRAY_LEN(paths),
	    .max_files = 32,
	    .may_fork = true,
	    .may_exec = true,
	    .may_signal = true,
	};
	const char *missing;
	int status;
	pid_t pid;

	enter(false);
	INSIDE(bw_ids_drop(ids) == 0);
	INSIDE(bw_confine_apply(&walls, &missing) == 0);
	INSIDE(missing == NULL);
	pid = bw_spawn(BW_JAIL_PROGRAM, argv, fds, ARRAY_LEN(fds));
	INSIDE(pid > 0);
	INSIDE(waitpid(pid, &status, 0) == pid);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

/* The doors, a datagram that waits behind one, and where the answer comes. */
static int
doors_open(void)
{
	struct bw_addr addr = bw_addr_ipv4(INADDR_LOOPBACK, 0);
	int client = bw_sock_udp_open(&addr, 0);
	int door = bw_sock_udp_open(&addr, 0);
	int root = bw_docroot_open(served);
	uint8_t byte = 'x';
	struct bw_datagram datagram = {.buf = &byte, .len = 1};

	INSIDE(client >= 0 && door >= 0 && root >= 0);
	INSIDE(bw_sock_local(door, &datagram.peer) == 0);
	INSIDE(bw_sock_send(client, &datagram) == 0);
	client = fcntl(client, F_DUPFD_CLOEXEC, 10);
	door = fcntl(door, F_DUPFD_CLOEXEC, 10);
	root = fcntl(root, F_DUPFD_CLOEXEC, 10);
	INSIDE(dup2(root, ROOT_FD) == ROOT_FD);
	INSIDE(dup2(door, SOCK_FD) == SOCK_FD);
	return client;
}

static void
answer_has_come(int client)
{
	struct bw_datagram got;

	INSIDE(receive(client, &got) == 0);
	INSIDE(got.len == 1 && got.buf[0] == 'x');
}

static void
served_as_root(void)
{
	const struct bw_ids ids = {.uid = NOBODY, .gid = NOBODY};
	int client = doors_open();
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		master(&ids);
	}
	INSIDE(waitpid(pid, &status, 0) == pid && status == 0);
	answer_has_come(client);
}

/* As somebody without rights: the parent's part of that mode. */
static void
served_unprivileged(void)
{
	char name[] = "program", role[] = "master";
	char *const argv[] = {name, role, base, NULL};
	const int fds[] = {ROOT_FD, SOCK_FD};
	int client = doors_open();
	int status;
	pid_t pid;

	if (getuid() == 0) {
		INSIDE(setgroups(0, NULL) == 0);
		INSIDE(setresgid(NOBODY, NOBODY, NOBODY) == 0);
		INSIDE(setresuid(NOBODY, NOBODY, NOBODY) == 0);
	}
	INSIDE(bw_jail_enter_user_namespace() == 0);
	INSIDE(bw_confine_begin() == 0);
	pid = bw_spawn(program, argv, fds, ARRAY_LEN(fds));
	INSIDE(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
	answer_has_come(client);
}

/* Root, or capable in a namespace of its own: then a jail can be made. */
static bool
may_make_jails(void)
{
	if (getuid() != 0) {
		return bw_jail_enter_user_namespace() == 0;
	}
	return unshare(CLONE_NEWNS) == 0;
}

static void
probe(void)
{
	INSIDE(may_make_jails());
}

static void
capable(void)
{
	if (getuid() != 0) {
		INSIDE(bw_jail_enter_user_namespace() == 0);
	}
}

#define IN_A_PROCESS(name, body)                                               \
	static void name##_process(void)                                       \
	{                                                                      \
		capable();                                                     \
		body();                                                        \
	}                                                                      \
	START_TEST(name)                                                       \
	{                                                                      \
		ck_assert_int_eq(forked(name##_process), 0);                   \
	}                                                                      \
	END_TEST

IN_A_PROCESS(bw_jail_enter_leaves_an_empty_network, network_is_empty)
IN_A_PROCESS(bw_jail_enter_can_keep_the_network, network_is_kept)
IN_A_PROCESS(bw_jail_enter_leaves_only_the_program, root_is_small)
IN_A_PROCESS(bw_jail_enter_binds_directories, binds_are_as_asked)
IN_A_PROCESS(bw_jail_enter_refuses_a_missing_directory, missing_bind_is_refused)

START_TEST(jailed_worker_of_root_serves_by_inherited_doors)
{
	if (getuid() == 0) {
		ck_assert_int_eq(forked(served_as_root), 0);
	}
}
END_TEST

START_TEST(jailed_worker_of_a_user_serves_by_inherited_doors)
{
	ck_assert_int_eq(forked(served_unprivileged), 0);
}
END_TEST

static Suite *
jail_suite(void)
{
	Suite *suite = suite_create("common/os/jail");
	TCase *tcase = tcase_create("jail");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_jail_enter_leaves_an_empty_network);
	tcase_add_test(tcase, bw_jail_enter_can_keep_the_network);
	tcase_add_test(tcase, bw_jail_enter_leaves_only_the_program);
	tcase_add_test(tcase, bw_jail_enter_binds_directories);
	tcase_add_test(tcase, bw_jail_enter_refuses_a_missing_directory);
	tcase_add_test(tcase, jailed_worker_of_root_serves_by_inherited_doors);
	tcase_add_test(
	    tcase, jailed_worker_of_a_user_serves_by_inherited_doors);
	return suite;
}

int
main(int argc, char **argv)
{
	int result;

	if (argc > 1 && strcmp(argv[1], "worker") == 0) {
		worker();
		_exit(0);
	}
	if (argc > 2 && strcmp(argv[1], "master") == 0) {
		(void)snprintf(served, sizeof(served), "%s/served", argv[2]);
		(void)snprintf(
		    state_link, sizeof(state_link), "%s/link", argv[2]);
		master(NULL);
	}
	if (forked(probe) != 0) {
		printf("1..0 # SKIP neither root nor user namespaces\n");
		return 0;
	}
	places_make();
	result = unit_main(jail_suite());
	places_remove();
	return result;
}
