/* SPDX-License-Identifier: ISC */
/* What waits for a hook: whole lines, in order, never too many. */
#include "backlog.h"
#include "unit.h"

static struct fetch_backlog *backlog;

static void
make_backlog(void)
{
	backlog = calloc(1, sizeof(*backlog));
	ck_assert_ptr_nonnull(backlog);
}

static void
free_backlog(void)
{
	free(backlog);
}

START_TEST(fetch_backlog_gives_lines_in_order)
{
	ck_assert_uint_eq(fetch_backlog_first(backlog), 0);
	ck_assert_int_eq(fetch_backlog_put(backlog, "{1}"), 0);
	ck_assert_int_eq(fetch_backlog_put(backlog, "{22}"), 0);
	ck_assert_uint_eq(fetch_backlog_first(backlog), 9);
	ck_assert_mem_eq(backlog->bytes, "{1}\n{22}\n", 9);
	ck_assert_int_eq(fetch_backlog_put(backlog, "{3}"), 0);
	fetch_backlog_drop(backlog, 9);
	ck_assert_uint_eq(fetch_backlog_first(backlog), 4);
	ck_assert_mem_eq(backlog->bytes, "{3}\n", 4);
}
END_TEST

START_TEST(fetch_backlog_gives_no_more_than_a_post)
{
	char line[1000];

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	while (backlog->len <= FETCH_POST_MAX) {
		ck_assert_int_eq(fetch_backlog_put(backlog, line), 0);
	}
	ck_assert_uint_eq(fetch_backlog_first(backlog),
	    FETCH_POST_MAX / sizeof(line) * sizeof(line));
}
END_TEST

START_TEST(fetch_backlog_counts_what_finds_no_room)
{
	char line[1024];

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	while (fetch_backlog_put(backlog, line) == 0) {
		/* until it is full, to the last byte */
	}
	ck_assert_uint_eq(backlog->len, FETCH_BACKLOG_MAX);
	ck_assert_uint_eq(backlog->n_lost, 1);
	fetch_backlog_drop(backlog, fetch_backlog_first(backlog));
	ck_assert_int_eq(fetch_backlog_put(backlog, line), 0);
}
END_TEST

START_TEST(fetch_status_judge_tries_again_what_may_pass)
{
	static const struct {
		long status;
		enum fetch_verdict verdict;
	} rows[] = {
	    {0, FETCH_VERDICT_AGAIN},
	    {199, FETCH_VERDICT_AGAIN},
	    {200, FETCH_VERDICT_TAKEN},
	    {299, FETCH_VERDICT_TAKEN},
	    {300, FETCH_VERDICT_REFUSED},
	    {404, FETCH_VERDICT_REFUSED},
	    {408, FETCH_VERDICT_AGAIN},
	    {413, FETCH_VERDICT_REFUSED},
	    {425, FETCH_VERDICT_AGAIN},
	    {429, FETCH_VERDICT_AGAIN},
	    {499, FETCH_VERDICT_REFUSED},
	    {500, FETCH_VERDICT_AGAIN},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq((int)fetch_status_judge(rows[i].status),
		    (int)rows[i].verdict);
	}
}
END_TEST

START_TEST(fetch_backoff_ms_doubles_to_a_minute)
{
	ck_assert_uint_eq(fetch_backoff_ms(1), 1000);
	ck_assert_uint_eq(fetch_backoff_ms(2), 2000);
	ck_assert_uint_eq(fetch_backoff_ms(6), 32000);
	ck_assert_uint_eq(fetch_backoff_ms(7), 60000);
	ck_assert_uint_eq(fetch_backoff_ms(UINT32_MAX), 60000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fetchd/backlog");
	TCase *tc = tcase_create("backlog");

	tcase_add_checked_fixture(tc, make_backlog, free_backlog);
	tcase_add_test(tc, fetch_backlog_gives_lines_in_order);
	tcase_add_test(tc, fetch_backlog_gives_no_more_than_a_post);
	tcase_add_test(tc, fetch_backlog_counts_what_finds_no_room);
	tcase_add_test(tc, fetch_status_judge_tries_again_what_may_pass);
	tcase_add_test(tc, fetch_backoff_ms_doubles_to_a_minute);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
