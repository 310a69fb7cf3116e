/* SPDX-License-Identifier: ISC */
/* Accept-Encoding. */
#include <stdio.h>

#include "unit.h"

#include "coding.h"

static bool
wants(const char *value)
{
	uint8_t *exact = unit_exact(value, strlen(value));
	bool wanted = http_coding_wants_gzip(
	    (struct http_text){.at = (char *)exact, .len = strlen(value)});

	free(exact);
	return wanted;
}

START_TEST(http_coding_wants_gzip_when_it_is_listed)
{
	ck_assert(wants("gzip"));
	ck_assert(wants("GZip"));
	ck_assert(wants("x-gzip"));
	ck_assert(wants("gzip, deflate, br"));
	ck_assert(wants("br;q=1.0 , gzip ; q=0.001"));
	ck_assert(wants("*"));
	ck_assert(wants("gzip;q=1.000"));
	ck_assert(wants(",, gzip"));
	ck_assert(wants("identity;q=0.5, gzip;q=0.5"));
	ck_assert(wants("identity;q=0, gzip;q=0.1"));
}
END_TEST

START_TEST(http_coding_wants_no_gzip_when_it_is_not)
{
	ck_assert(!wants(""));
	ck_assert(!wants("deflate, br"));
	ck_assert(!wants("gzip2"));
	ck_assert(!wants("gzip;q=0"));
	ck_assert(!wants("gzip;q=0.000"));
	ck_assert(!wants("*;q=0"));
	ck_assert(!wants("*, gzip;q=0"));
	ck_assert(!wants("identity"));
	ck_assert(!wants("identity, gzip;q=0.9"));
}
END_TEST

START_TEST(http_coding_wants_nothing_by_a_malformed_weight)
{
	static const char *const weights[] = {"q", "q=", "q=2", "q=1.001",
	    "q=0.1234", "q=.5", "q=-1", "q=0,5", "q=0x1", "q=05", "p=1",
	    "q = 1", "q=1.0 1"};
	char value[32];

	for (size_t i = 0; i < ARRAY_LEN(weights); i++) {
		(void)snprintf(value, sizeof(value), "gzip;%s", weights[i]);
		ck_assert_msg(!wants(value), "%s", value);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/coding");
	TCase *tc = tcase_create("coding");

	tcase_add_test(tc, http_coding_wants_gzip_when_it_is_listed);
	tcase_add_test(tc, http_coding_wants_no_gzip_when_it_is_not);
	tcase_add_test(tc, http_coding_wants_nothing_by_a_malformed_weight);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
