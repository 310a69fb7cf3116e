/* SPDX-License-Identifier: ISC */
/* Served files: what is opened, what is refused, by every spelling. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/os/forked.h"
#include "os/docroot.h"
#include "unit.h"

static char base[] = "/tmp/bw-docroot-XXXXXX";
static int base_fd, root_fd;

static void
file_make(const char *path)
{
	int fd = openat(base_fd, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "12345", 5), 5);
	ck_assert_int_eq(close(fd), 0);
}

static int
truncate_to(const char *path, off_t size)
{
	int fd = openat(base_fd, path, O_WRONLY | O_CLOEXEC);
	int result = ftruncate(fd, size);

	ck_assert_int_eq(close(fd), 0);
	return result;
}

static void
socket_make(void)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(
	    sun.sun_path, sizeof(sun.sun_path), "%s/root/socket", base);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	ck_assert_int_eq(close(fd), 0);
}

static const struct {
	const char *to;
	const char *name;
} links[] = {
    {"dir/file", "root/in"},
    {"dir", "root/dir-in"},
    {"../secret", "root/out"},
    {"/etc/passwd", "root/absolute"},
    {"dir/../../root/file", "root/out-and-in"},
    {"loop", "root/loop"},
    {"none", "root/dangling"},
    {"/proc/self/exe", "root/magic"},
};

static const char *const made[] = {"root/dir/file", "root/dir", "root/file",
    "root/fifo", "root/socket", "root/secret-mode", "root/in", "root/dir-in",
    "root/out", "root/absolute", "root/out-and-in", "root/loop",
    "root/dangling", "root/magic", "root", "secret"};

static void
tree_make(void)
{
	ck_assert_ptr_nonnull(mkdtemp(base));
	base_fd = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(base_fd, 0);
	ck_assert_int_eq(mkdirat(base_fd, "root", 0755), 0);
	ck_assert_int_eq(mkdirat(base_fd, "root/dir", 0755), 0);
	file_make("secret");
	file_make("root/file");
	file_make("root/dir/file");
	file_make("root/secret-mode");
	ck_assert_int_eq(fchmodat(base_fd, "root/secret-mode", 0, 0), 0);
	ck_assert_int_eq(mkfifoat(base_fd, "root/fifo", 0644), 0);
	socket_make();
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		ck_assert_int_eq(
		    symlinkat(links[i].to, base_fd, links[i].name), 0);
	}
}

static void
tree_remove(void)
{
	for (size_t i = 0; i < ARRAY_LEN(made); i++) {
		if (unlinkat(base_fd, made[i], 0) != 0) {
			(void)unlinkat(base_fd, made[i], AT_REMOVEDIR);
		}
	}
	(void)rmdir(base);
}

static void
setup(void)
{
	char path[64];

	tree_make();
	(void)snprintf(path, sizeof(path), "%s/root", base);
	root_fd = bw_docroot_open(path);
	ck_assert_int_ge(root_fd, 0);
}

static const struct {
	const char *name;
	int result;
} names[] = {
    {"file", 0},
    {"dir/file", 0},
    {"./dir//file", 0},
    {"dir/../file", 0},
    {"in", 0},
    {"dir-in/file", 0},
    {"", -ENOENT},
    {"none", -ENOENT},
    {"none/file", -ENOENT},
    {"file/file", -ENOENT},
    {"file/", -ENOENT},
    {"dangling", -ENOENT},
    {"fifo", -ENOENT},
    {"socket", -ENOENT},
    {"dir", -EISDIR},
    {"dir/", -EISDIR},
    {".", -EISDIR},
    {"dir-in", -EISDIR},
    {"..", -EACCES},
    {"../root/file", -EACCES},
    {"../secret", -EACCES},
    {"dir/../../secret", -EACCES},
    {"../../../../../../etc/passwd", -EACCES},
    {"/etc/passwd", -EACCES},
    {"out", -EACCES},
    {"absolute", -EACCES},
    {"out-and-in", -EACCES},
    {"loop", -EACCES},
    {"magic", -EACCES},
};

START_TEST(bw_docroot_open_file_stays_beneath)
{
	struct bw_docroot_file file = {.fd = -7};
	int result = bw_docroot_open_file(root_fd, names[_i].name, &file);

	ck_assert_msg(
	    result == names[_i].result, "\"%s\": %d", names[_i].name, result);
	if (result == 0) {
		ck_assert_uint_eq(file.size, 5);
		ck_assert_uint_ne(file.inode, 0);
		ck_assert_uint_gt(file.mtime_s, 1600000000);
		ck_assert_int_eq(fcntl(file.fd, F_GETFD), FD_CLOEXEC);
	} else {
		ck_assert_int_eq(file.fd, -7);
	}
}
END_TEST

/* root may read all, so as somebody else. */
static void
open_secret(void)
{
	struct bw_docroot_file file;

	if (getuid() == 0) {
		INSIDE(fchmod(base_fd, 0755) == 0);
		INSIDE(setresuid(64996, 64996, 64996) == 0);
	}
	INSIDE(bw_docroot_open_file(root_fd, "secret-mode", &file) == -EACCES);
	INSIDE(bw_docroot_open_file(root_fd, "file", &file) == 0);
}

START_TEST(bw_docroot_open_file_refuses_what_it_may_not_read)
{
	ck_assert_int_eq(forked(open_secret), 0);
}
END_TEST

START_TEST(bw_docroot_open_file_knows_names_that_are_too_long)
{
	struct bw_docroot_file file;
	char name[8192];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(bw_docroot_open_file(root_fd, name, &file), -ENOENT);
	name[256] = '\0';
	ck_assert_int_eq(bw_docroot_open_file(root_fd, name, &file), -ENOENT);
}
END_TEST

START_TEST(bw_docroot_open_file_leaves_no_descriptor_behind)
{
	struct bw_docroot_file file;
	int before = dup(root_fd);
	int after;

	ck_assert_int_eq(close(before), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (bw_docroot_open_file(root_fd, names[i].name, &file) == 0) {
			ck_assert_int_eq(close(file.fd), 0);
		}
	}
	after = dup(root_fd);
	ck_assert_int_eq(after, before);
}
END_TEST

START_TEST(bw_docroot_again_sees_growth_and_replacement)
{
	struct bw_docroot_file file, again;

	ck_assert_int_eq(bw_docroot_open_file(root_fd, "file", &file), 0);
	ck_assert_int_eq(bw_docroot_again(file.fd, &again), 0);
	ck_assert_int_eq(again.fd, file.fd);
	ck_assert_uint_eq(again.size, 5);
	ck_assert_uint_eq(again.inode, file.inode);
	ck_assert_int_eq(truncate_to("root/file", 3), 0);
	ck_assert_int_eq(bw_docroot_again(file.fd, &again), 0);
	ck_assert_uint_eq(again.size, 3);
	ck_assert_int_eq(
	    renameat(base_fd, "root/dir/file", base_fd, "root/file"), 0);
	ck_assert_int_eq(bw_docroot_again(file.fd, &again), -ESTALE);
	ck_assert_uint_eq(again.size, 3);
	ck_assert_int_eq(close(file.fd), 0);
}
END_TEST

static const char *const folded_tree[] = {"root/Boot", "root/Boot/bcd",
    "root/Boot/BCd", "root/Dir", "root/Dir/other", "root/OUTSIDE",
    "root/OutDir", "root/InDir"};

static void
folded_tree_make(void)
{
	ck_assert_int_eq(mkdirat(base_fd, "root/Boot", 0755), 0);
	ck_assert_int_eq(mkdirat(base_fd, "root/Dir", 0755), 0);
	file_make("root/Boot/bcd");
	file_make("root/Boot/BCd");
	file_make("root/Dir/other");
	ck_assert_int_eq(symlinkat("../secret", base_fd, "root/OUTSIDE"), 0);
	ck_assert_int_eq(symlinkat("..", base_fd, "root/OutDir"), 0);
	ck_assert_int_eq(symlinkat("Boot", base_fd, "root/InDir"), 0);
}

static void
folded_tree_remove(void)
{
	for (size_t i = ARRAY_LEN(folded_tree); i-- > 0;) {
		if (unlinkat(base_fd, folded_tree[i], 0) != 0) {
			(void)unlinkat(base_fd, folded_tree[i], AT_REMOVEDIR);
		}
	}
}

static const struct {
	const char *name;
	int result;
	const char *is; /* what it stands for */
} folded[] = {
    {"Boot/bcd", 0, "Boot/bcd"},
    {"Boot/BCd", 0, "Boot/BCd"},
    {"BOOT/BCD", 0, "Boot/BCd"}, /* 'B' before 'b' */
    {"boot/bcd", 0, "Boot/bcd"},
    {"./BOOT//../bOOT/bcD", 0, "Boot/BCd"},
    {"INDIR/BCD", 0, "Boot/BCd"},
    {"DIR-IN/FILE", 0, "dir/file"},
    {"dir/FILE", 0, "dir/file"},
    {"DIR/OTHER", 0, "Dir/other"}, /* "Dir" before "dir" */
    {"DIR/FILE", -ENOENT, NULL},   /* and no way back */
    {"FILE/", -ENOENT, NULL},
    {"BOOT/none", -ENOENT, NULL},
    {"NONE/bcd", -ENOENT, NULL},
    {"Boo", -ENOENT, NULL},
    {"FIFO", -ENOENT, NULL},
    {"DANGLING", -ENOENT, NULL},
    {"", -ENOENT, NULL},
    {"BOOT", -EISDIR, NULL},
    {"outside", -EACCES, NULL},
    {"OUT-AND-IN", -EACCES, NULL},
    {"outdir/SECRET", -EACCES, NULL},
    {"BOOT/../../SECRET", -EACCES, NULL},
    {"../ROOT/FILE", -EACCES, NULL},
};

START_TEST(bw_docroot_open_folded_finds_other_cases_beneath)
{
	struct bw_docroot_file file = {.fd = -7}, is;
	int before = dup(root_fd);
	int result;

	ck_assert_int_eq(close(before), 0);
	folded_tree_make();
	result = bw_docroot_open_folded(root_fd, folded[_i].name, &file);
	ck_assert_msg(
	    result == folded[_i].result, "\"%s\": %d", folded[_i].name, result);
	if (result == 0) {
		ck_assert_int_eq(
		    bw_docroot_open_file(root_fd, folded[_i].is, &is), 0);
		ck_assert_uint_eq(file.inode, is.inode);
		ck_assert_int_eq(close(is.fd), 0);
		ck_assert_int_eq(close(file.fd), 0);
	} else {
		ck_assert_int_eq(file.fd, -7);
	}
	ck_assert_int_eq(dup(root_fd), before); /* none left behind */
	folded_tree_remove();
}
END_TEST

/* n entries, "." and ".." among them; "Boot" is one. */
static int
open_folded_among(size_t n)
{
	struct bw_docroot_file file;
	char name[32];
	int result;

	ck_assert_int_eq(mkdirat(base_fd, "root/many", 0755), 0);
	file_make("root/many/Boot");
	for (size_t i = 3; i < n; i++) {
		(void)snprintf(name, sizeof(name), "root/many/%zu", i);
		ck_assert_int_eq(
		    linkat(base_fd, "root/many/Boot", base_fd, name, 0), 0);
	}
	result = bw_docroot_open_folded(root_fd, "many/BOOT", &file);
	if (result == 0) {
		ck_assert_int_eq(close(file.fd), 0);
	}
	for (size_t i = 3; i < n; i++) {
		(void)snprintf(name, sizeof(name), "root/many/%zu", i);
		ck_assert_int_eq(unlinkat(base_fd, name, 0), 0);
	}
	ck_assert_int_eq(unlinkat(base_fd, "root/many/Boot", 0), 0);
	ck_assert_int_eq(unlinkat(base_fd, "root/many", AT_REMOVEDIR), 0);
	return result;
}

START_TEST(bw_docroot_open_folded_looks_at_so_many_entries)
{
	ck_assert_int_eq(open_folded_among(BW_DOCROOT_FOLD_ENTRIES_MAX), 0);
	ck_assert_int_eq(
	    open_folded_among(BW_DOCROOT_FOLD_ENTRIES_MAX + 1), -ENOENT);
}
END_TEST

START_TEST(bw_docroot_open_folded_looks_at_so_many_components)
{
	char name[2 * BW_DOCROOT_FOLD_COMPONENTS_MAX + sizeof("FILE")];
	struct bw_docroot_file file;
	size_t len = 0;

	while (len < sizeof(name) - sizeof("FILE")) {
		name[len++] = '.';
		name[len++] = '/';
	}
	memcpy(name + len, "FILE", sizeof("FILE"));
	ck_assert_int_eq(bw_docroot_open_folded(root_fd, name, &file), -ENOENT);
	ck_assert_int_eq(bw_docroot_open_folded(root_fd, name + 2, &file), 0);
	ck_assert_int_eq(close(file.fd), 0);
}
END_TEST

static void
count_names(void *arg, const struct bw_docroot_entry *entry)
{
	char *seen = arg;

	(void)strcat(seen, entry->name);
	(void)strcat(seen, entry->is_directory ? "/ " : " ");
}

START_TEST(bw_docroot_list_tells_what_may_be_opened)
{
	char seen[256] = " ";

	ck_assert_int_eq(
	    bw_docroot_list(root_fd, "", 100, count_names, seen), 0);
	ck_assert_ptr_nonnull(strstr(seen, " file "));
	ck_assert_ptr_nonnull(strstr(seen, " dir/ "));
	ck_assert_ptr_nonnull(strstr(seen, " in "));
	ck_assert_ptr_nonnull(strstr(seen, " dir-in/ "));
	ck_assert_ptr_null(strstr(seen, " out"));
	ck_assert_ptr_null(strstr(seen, "absolute"));
	ck_assert_ptr_null(strstr(seen, "dangling"));
	ck_assert_ptr_null(strstr(seen, "fifo"));
	ck_assert_ptr_null(strstr(seen, "socket"));
	ck_assert_ptr_null(strstr(seen, "."));
	seen[0] = '\0';
	ck_assert_int_eq(
	    bw_docroot_list(root_fd, "dir/", 100, count_names, seen), 0);
	ck_assert_str_eq(seen, "file ");
	ck_assert_int_eq(
	    bw_docroot_list(root_fd, "file", 100, count_names, seen), -ENOENT);
	ck_assert_int_eq(
	    bw_docroot_list(root_fd, "..", 100, count_names, seen), -EACCES);
}
END_TEST

START_TEST(bw_docroot_open_wants_a_directory)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/secret", base);
	ck_assert_int_eq(bw_docroot_open(path), -ENOTDIR);
	ck_assert_int_eq(bw_docroot_open("/no/such"), -ENOENT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/docroot");
	TCase *tcase = tcase_create("docroot");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, tree_remove);
	tcase_add_loop_test(
	    tcase, bw_docroot_open_file_stays_beneath, 0, ARRAY_LEN(names));
	tcase_add_test(
	    tcase, bw_docroot_open_file_refuses_what_it_may_not_read);
	tcase_add_test(
	    tcase, bw_docroot_open_file_knows_names_that_are_too_long);
	tcase_add_test(tcase, bw_docroot_open_file_leaves_no_descriptor_behind);
	tcase_add_test(tcase, bw_docroot_again_sees_growth_and_replacement);
	tcase_add_loop_test(tcase,
	    bw_docroot_open_folded_finds_other_cases_beneath, 0,
	    ARRAY_LEN(folded));
	tcase_add_test(tcase, bw_docroot_open_folded_looks_at_so_many_entries);
	tcase_add_test(
	    tcase, bw_docroot_open_folded_looks_at_so_many_components);
	tcase_add_test(tcase, bw_docroot_list_tells_what_may_be_opened);
	tcase_add_test(tcase, bw_docroot_open_wants_a_directory);
	return unit_main(suite);
}
