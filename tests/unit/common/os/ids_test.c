/* SPDX-License-Identifier: ISC */
/* Users, and whether privilege is gone for good. */
#include <grp.h>
#include <sched.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "common/os/forked.h"
#include "os/ids.h"
#include "os/jail.h"
#include "unit.h"

START_TEST(bw_ids_find_counts_from_a_number)
{
	struct bw_ids ids;

	ck_assert_int_eq(bw_ids_find("61000", 0, "", &ids), 0);
	ck_assert_uint_eq(ids.uid, 61000);
	ck_assert_uint_eq(ids.gid, 61000);
	ck_assert_int_eq(bw_ids_find("61000", 3, "httpd", &ids), 0);
	ck_assert_uint_eq(ids.uid, 61003);
	ck_assert_uint_eq(ids.gid, 61003);
}
END_TEST

START_TEST(bw_ids_find_knows_the_passwd_file)
{
	struct bw_ids ids;

	/* Debian's base-passwd has it. */
	ck_assert_int_eq(bw_ids_find("nobody", 0, "", &ids), 0);
	ck_assert_uint_eq(ids.uid, 65534);
	ck_assert_int_eq(bw_ids_find("nobody", 2, "tftpd", &ids), -ENOENT);
}
END_TEST

START_TEST(bw_ids_find_refuses_root_and_nonsense)
{
	char long_name[100];
	struct bw_ids ids = {.uid = 7, .gid = 7};

	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	ck_assert_int_eq(bw_ids_find("root", 0, "", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find("0", 0, "", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find("0", 1, "bootpd", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find("00", 0, "", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find("", 0, "", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find("4294967295", 0, "", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find(long_name, 0, "", &ids), -EINVAL);
	ck_assert_int_eq(bw_ids_find("no_such", 0, "", &ids), -ENOENT);
	ck_assert_uint_eq(ids.uid, 7);
}
END_TEST

static void
has_no_capability(void)
{
	cap_t now = cap_get_proc();
	cap_t none = cap_init();

	INSIDE(now != NULL && none != NULL && cap_compare(now, none) == 0);
	for (cap_value_t i = 0; cap_get_bound(i) >= 0; i++) {
		INSIDE(cap_get_ambient(i) == 0);
	}
	(void)cap_free(now);
	(void)cap_free(none);
}

static void
has_no_bounds(void)
{
	for (cap_value_t i = 0; cap_get_bound(i) >= 0; i++) {
		INSIDE(cap_get_bound(i) == 0);
	}
}

static void
drop_from_root(void)
{
	const struct bw_ids ids = {.uid = 64995, .gid = 64994};
	const gid_t groups[] = {1, 2};

	INSIDE(setgroups(2, groups) == 0);
	INSIDE(bw_ids_drop(&ids) == 0);
	INSIDE(getuid() == 64995 && geteuid() == 64995);
	INSIDE(getgid() == 64994 && getegid() == 64994);
	INSIDE(getgroups(0, NULL) == 0);
	INSIDE(setuid(0) != 0 && setgid(0) != 0 && setgroups(0, NULL) != 0);
	has_no_capability();
	has_no_bounds();
}

static void
drop_with_kept_capabilities(void)
{
	const struct bw_ids ids = {.uid = 64995, .gid = 64995};

	INSIDE(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0);
	INSIDE(bw_ids_drop(&ids) == 0);
	has_no_capability();
}

START_TEST(bw_ids_drop_leaves_nothing_of_root)
{
	if (getuid() == 0) {
		ck_assert_int_eq(forked(drop_from_root), 0);
		ck_assert_int_eq(forked(drop_with_kept_capabilities), 0);
	}
}
END_TEST

static void
become_nobody(void)
{
	if (getuid() == 0) {
		INSIDE(setgroups(0, NULL) == 0);
		INSIDE(setresgid(64995, 64995, 64995) == 0);
		INSIDE(setresuid(64995, 64995, 64995) == 0);
	}
}

static void
drop_as_nobody(void)
{
	uid_t uid;

	become_nobody();
	uid = getuid();
	INSIDE(bw_ids_drop(NULL) == 0);
	INSIDE(getuid() == uid);
	has_no_capability();
}

START_TEST(bw_ids_drop_of_a_user_stays_that_user)
{
	ck_assert_int_eq(forked(drop_as_nobody), 0);
}
END_TEST

static void
drop_in_a_namespace(void)
{
	uid_t uid;

	become_nobody();
	uid = getuid();
	if (bw_jail_enter_user_namespace() != 0) {
		return; /* the system forbids it */
	}
	INSIDE(getuid() == uid);
	INSIDE(cap_get_ambient(CAP_SYS_ADMIN) == 1);
	INSIDE(bw_ids_drop(NULL) == 0);
	INSIDE(getuid() == uid);
	INSIDE(unshare(CLONE_NEWNET) != 0);
	has_no_capability();
	has_no_bounds();
}

START_TEST(bw_ids_drop_takes_what_a_user_namespace_gave)
{
	ck_assert_int_eq(forked(drop_in_a_namespace), 0);
}
END_TEST

static void
drop_to_root(void)
{
	const struct bw_ids user = {.uid = 0, .gid = 64995};
	const struct bw_ids group = {.uid = 64995, .gid = 0};

	INSIDE(bw_ids_drop(&user) == -EINVAL);
	INSIDE(bw_ids_drop(&group) == -EINVAL);
	INSIDE(getuid() != 0 || bw_ids_drop(NULL) == -EINVAL);
}

static void
drop_without_right(void)
{
	const struct bw_ids other = {.uid = 64993, .gid = 64993};

	become_nobody();
	INSIDE(bw_ids_drop(&other) == -EPERM);
}

START_TEST(bw_ids_drop_refuses_to_stay_root)
{
	ck_assert_int_eq(forked(drop_to_root), 0);
	ck_assert_int_eq(forked(drop_without_right), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/ids");
	TCase *tcase = tcase_create("ids");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_ids_find_counts_from_a_number);
	tcase_add_test(tcase, bw_ids_find_knows_the_passwd_file);
	tcase_add_test(tcase, bw_ids_find_refuses_root_and_nonsense);
	tcase_add_test(tcase, bw_ids_drop_leaves_nothing_of_root);
	tcase_add_test(tcase, bw_ids_drop_of_a_user_stays_that_user);
	tcase_add_test(tcase, bw_ids_drop_takes_what_a_user_namespace_gave);
	tcase_add_test(tcase, bw_ids_drop_refuses_to_stay_root);
	return unit_main(suite);
}
