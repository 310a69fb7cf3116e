/* SPDX-License-Identifier: ISC */
/* Which root has a name. */
#include "conf/roots.h"

#include "common/conf_say.h"

static const char text[] = "[tftpd]\nroot = /main\n"
			   "[root deb]\nprefix = /debian/\npath = /deb\n"
			   "[root all]\nprefix = //\npath = /all\n"
			   "tftpd = no\n"
			   "[root trixie]\nprefix = debian/trixie\n"
			   "path = /trixie\nhttpd = no\n";

static struct bw_conf conf;
static struct bw_roots roots;

static void
use(enum bw_service service)
{
	bw_conf_init(&conf);
	feed_good(&conf, text);
	bw_roots_of(&conf, service, &roots);
}

static void
expect(const char *name, const char *path, const char *rest)
{
	const char *found = NULL;
	int at = bw_roots_find(&roots, name, &found);

	ck_assert_int_ge(at, 0);
	ck_assert_str_eq(roots.items[at].path, path);
	ck_assert_str_eq(found, rest);
	/* it points into the name */
	ck_assert_ptr_eq(found, name + strlen(name) - strlen(rest));
}

START_TEST(roots_of_a_service_begin_with_the_longest_prefix)
{
	use(BW_SERVICE_TFTPD);
	ck_assert_uint_eq(roots.n, 3);
	ck_assert_str_eq(roots.items[0].prefix, "debian/trixie/");
	ck_assert_str_eq(roots.items[1].prefix, "debian/");
	ck_assert_str_eq(roots.items[2].prefix, "");
	bw_conf_fini(&conf);
	use(BW_SERVICE_HTTPD);
	ck_assert_uint_eq(roots.n, 2);
	ck_assert_str_eq(roots.items[0].path, "/deb");
	ck_assert_str_eq(roots.items[1].path, "/all");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(roots_find_compares_whole_names_of_directories)
{
	use(BW_SERVICE_TFTPD);
	expect("linux", "/main", "linux");
	expect("", "/main", "");
	expect("debia", "/main", "debia");
	expect("debianx", "/main", "debianx");
	expect("debian", "/deb", "");
	expect("debian/", "/deb", "");
	expect("debian/trix", "/deb", "trix");
	expect("debian/trixie", "/trixie", "");
	expect("debian/trixie/linux", "/trixie", "linux");
	expect("debian//trixie", "/deb", "trixie");
	expect("debian///linux", "/deb", "linux");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(roots_find_refuses_a_name_that_no_root_has)
{
	const char *rest;

	bw_conf_init(&conf);
	feed_good(&conf, "[tftpd]\n[root a]\nprefix = a\npath = /a\n");
	bw_roots_of(&conf, BW_SERVICE_TFTPD, &roots);
	ck_assert_int_eq(bw_roots_find(&roots, "b", &rest), -ENOENT);
	ck_assert_int_eq(bw_roots_find(&roots, "", &rest), -ENOENT);
	ck_assert_int_eq(bw_roots_find(&roots, "a", &rest), 0);
	bw_conf_fini(&conf);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_roots");
	TCase *tc = tcase_create("conf_roots");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, roots_of_a_service_begin_with_the_longest_prefix);
	tcase_add_test(tc, roots_find_compares_whole_names_of_directories);
	tcase_add_test(tc, roots_find_refuses_a_name_that_no_root_has);
	return unit_main(suite);
}
