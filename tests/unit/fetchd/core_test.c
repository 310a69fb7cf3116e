/* SPDX-License-Identifier: ISC */
/* fetchd/core.c */
#include "core.h"

#include "unit.h"

static struct fetch_queue queue;

START_TEST(queue_gives_in_the_order_it_took)
{
	struct fetch_question question = {0};

	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < 700; i++) {
			question.id = i;
			ck_assert_int_eq(fetch_queue_put(&queue, &question), 0);
		}
		for (uint32_t i = 0; i < 700; i++) {
			ck_assert(fetch_queue_take(&queue, &question));
			ck_assert_uint_eq(question.id, i);
		}
		ck_assert(!fetch_queue_take(&queue, &question));
	}
}
END_TEST

START_TEST(queue_refuses_more_than_it_holds)
{
	struct fetch_question question = {0};

	for (uint32_t i = 0; i < FETCH_QUEUE_MAX; i++) {
		question.id = i;
		ck_assert_int_eq(fetch_queue_put(&queue, &question), 0);
	}
	ck_assert_int_eq(fetch_queue_put(&queue, &question), -EAGAIN);
	ck_assert(fetch_queue_take(&queue, &question));
	ck_assert_uint_eq(question.id, 0);
	ck_assert_int_eq(fetch_queue_put(&queue, &question), 0);
}
END_TEST

START_TEST(answer_build_grants_below_400)
{
	static const struct {
		uint16_t status;
		uint8_t granted;
	} rows[] = {{0, 0}, {200, 1}, {204, 1}, {304, 1}, {399, 1}, {400, 0},
	    {401, 0}, {404, 0}, {500, 0}, {999, 0}};
	struct bw_msg msg;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetch_result result = {
		    .status = rows[i].status,
		    .body = "File: f",
		    .body_len = 7,
		};

		fetch_answer_build(9, &result, &msg);
		ck_assert_int_eq(msg.type, BW_MSG_ACCESS_ANSWERED);
		ck_assert_uint_eq(msg.id, 9);
		ck_assert_uint_eq(
		    msg.u.access_answered.granted, rows[i].granted);
		ck_assert_uint_eq(msg.u.access_answered.status, rows[i].status);
		ck_assert_str_eq(msg.u.access_answered.file,
		    rows[i].granted == 1 ? "f" : "");
	}
}
END_TEST

START_TEST(answer_build_denies_what_failed)
{
	struct fetch_result result = {.status = 302, .failed = true};
	struct bw_msg msg;

	fetch_answer_build(1, &result, &msg);
	ck_assert_uint_eq(msg.u.access_answered.granted, 0);
	ck_assert_uint_eq(msg.u.access_answered.status, 302);
}
END_TEST

START_TEST(redirect_is_allowed_to_the_same_server_only)
{
	static const struct {
		const char *url;
		bool allowed;
	} rows[] = {
	    {"http://boot.lab/", true},
	    {"http://boot.lab", true},
	    {"HTTP://Boot.Lab:80/x?y#z", true},
	    {"http://boot.lab?x", true},
	    {"http://boot.lab:81/", false},
	    {"http://boot.lab:/", false},
	    {"http://other.lab/", false},
	    {"http://boot.lab.evil/", false},
	    {"http://boot.la/", false},
	    {"http://user@boot.lab/", false},
	    {"http://boot.lab:80@evil/", false},
	    {"http://boot.lab\\@evil/", false},
	    {"https://boot.lab/", false},
	    {"ftp://boot.lab/", false},
	    {"file:///etc/passwd", false},
	    {"http://", false},
	    {"http:///", false},
	    {"//boot.lab/", false},
	    {"", false},
	};
	struct fetch_location location;

	ck_assert_int_eq(fetch_location_parse("boot.lab", 8, &location), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg(fetch_redirect_allowed(&location, rows[i].url) ==
				  rows[i].allowed,
		    "%s", rows[i].url);
	}
}
END_TEST

START_TEST(redirect_leads_neither_to_https_nor_away_from_it)
{
	struct fetch_location location;

	ck_assert_int_eq(
	    fetch_location_parse("https://boot.lab", 16, &location), 0);
	ck_assert(fetch_redirect_allowed(&location, "https://boot.lab/x"));
	ck_assert(fetch_redirect_allowed(&location, "HTTPS://boot.lab:443"));
	ck_assert(!fetch_redirect_allowed(&location, "http://boot.lab:443/"));
	ck_assert(!fetch_redirect_allowed(&location, "http://boot.lab/"));
	ck_assert(!fetch_redirect_allowed(&location, "https://other.lab/"));
	ck_assert(!fetch_redirect_allowed(&location, "boot.lab"));
	ck_assert_int_eq(
	    fetch_location_parse("boot.lab:443", 12, &location), 0);
	ck_assert(!fetch_redirect_allowed(&location, "https://boot.lab/"));
}
END_TEST

START_TEST(redirect_tells_an_ipv6_address_from_a_name)
{
	struct fetch_location location;

	ck_assert_int_eq(fetch_location_parse("[::1]:81", 8, &location), 0);
	ck_assert(fetch_redirect_allowed(&location, "http://[::1]:81/"));
	ck_assert(!fetch_redirect_allowed(&location, "http://[::1]/"));
	ck_assert(!fetch_redirect_allowed(&location, "http://[::2]:81/"));
}
END_TEST

static Suite *
core_suite(void)
{
	Suite *suite = suite_create("fetchd/core");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, queue_gives_in_the_order_it_took);
	tcase_add_test(tcase, queue_refuses_more_than_it_holds);
	tcase_add_test(tcase, answer_build_grants_below_400);
	tcase_add_test(tcase, answer_build_denies_what_failed);
	tcase_add_test(tcase, redirect_is_allowed_to_the_same_server_only);
	tcase_add_test(tcase, redirect_leads_neither_to_https_nor_away_from_it);
	tcase_add_test(tcase, redirect_tells_an_ipv6_address_from_a_name);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(core_suite());
}
