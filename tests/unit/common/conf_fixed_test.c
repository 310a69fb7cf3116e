/* SPDX-License-Identifier: ISC */
/* What a reload may not change. */
#include "common/conf_say.h"

static void
compare(const char *running, const char *next, struct said *said)
{
	struct bw_conf before, after;
	int error;

	bw_conf_init(&before);
	bw_conf_init(&after);
	feed_good(&before, running);
	feed_good(&after, next);
	*said = (struct said){0};
	error = bw_conf_check_fixed(&after, &before, say, said);
	ck_assert_int_eq(error, said->n == 0 ? 0 : -EBADMSG);
	bw_conf_fini(&before);
	bw_conf_fini(&after);
}

static void
allowed(const char *running, const char *next)
{
	struct said said;

	compare(running, next, &said);
	ck_assert_msg(said.n == 0, "%s", said.lines[0]);
}

static void
refused(const char *running, const char *next, const char *complaint)
{
	struct said said;

	compare(running, next, &said);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(said.lines[0], complaint);
}

START_TEST(conf_check_fixed_names_what_takes_a_restart)
{
	refused("[httpd]\nroot = /a\n", "[httpd]\nroot = /a\nport = 8080\n",
	    "httpd.port: takes a restart to become 8080 (it is 80)");
	refused("[tftpd]\nroot = /a\n", "[tftpd]\nroot = /b\n",
	    "tftpd.root: takes a restart to become /b (it is /a)");
	refused("[bootward]\nsandbox = degraded\n", "",
	    "bootward.sandbox: takes a restart to become strict (it is "
	    "degraded)");
	refused("[tftpd]\naddress = 10.0.0.1\n", "[tftpd]\n",
	    "tftpd.address: takes a restart to become unset (it is 10.0.0.1)");
}
END_TEST

START_TEST(conf_check_fixed_allows_the_rest)
{
	allowed("[httpd]\nroot = /a\n",
	    "[httpd]\nroot = /a\nindex = x\n[bootward]\ndrain_timeout = 1\n"
	    "[logger]\nlevel = debug\n");
	/* the same in other words */
	allowed("[httpd]\nport = 80\n", "[httpd]\n");
	allowed("[bootward]\nsandbox = strict\n", "");
}
END_TEST

START_TEST(conf_check_fixed_leaves_out_services_that_do_not_run)
{
	struct bw_conf before, after;
	struct said said = {0};

	bw_conf_init(&before);
	bw_conf_init(&after);
	feed_good(&before, "[httpd]\nport = 81\n");
	feed_good(&after, "[httpd]\nport = 82\n");
	before.httpd.enabled = after.httpd.enabled = false; /* --only */
	ck_assert_int_eq(bw_conf_check_fixed(&after, &before, say, &said), 0);
	ck_assert_uint_eq(said.n, 0);
	bw_conf_fini(&before);
	bw_conf_fini(&after);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_fixed");
	TCase *tcase = tcase_create("fixed");

	tcase_add_test(tcase, conf_check_fixed_names_what_takes_a_restart);
	tcase_add_test(tcase, conf_check_fixed_allows_the_rest);
	tcase_add_test(
	    tcase, conf_check_fixed_leaves_out_services_that_do_not_run);
	suite_add_tcase(suite, tcase);
	return unit_main(suite);
}
