/* SPDX-License-Identifier: ISC */
/* What is asked, and what is refused with which words. */
#include "core.h"
#include "unit.h"

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

static struct bw_conf_pair items[] = {
    {"old.0", "new/pxelinux.0"}, {"own", "hosts/{mac}"}};
static struct bw_conf_tftpd conf = {
    .filters = {items, ARRAY_LEN(items)},
    .upload = {.dir = ""},
};
static struct tftp_ask ask;

static enum tftp_verdict
judge(const uint8_t *buf, size_t len)
{
	tftp_core_ask(&conf, NULL, buf, len, &ask);
	return ask.verdict;
}

static void
check_refusal(const uint8_t *buf, size_t len, enum tftp_refusal refusal)
{
	ck_assert_int_eq(judge(buf, len), TFTP_VERDICT_REFUSE);
	ck_assert_int_eq(ask.refusal, refusal);
}

START_TEST(tftp_core_ask_serves_octet_and_netascii_in_any_case)
{
	ck_assert_int_eq(
	    judge(BYTES("\0\1/a\\b\0OcTeT\0")), TFTP_VERDICT_SERVE);
	ck_assert(!ask.netascii);
	ck_assert_str_eq(ask.target.text, "a/b");
	ck_assert_str_eq(ask.request.filename, "/a\\b");
	ck_assert_int_eq(judge(BYTES("\0\1a\0NETASCII\0")), TFTP_VERDICT_SERVE);
	ck_assert(ask.netascii);
}
END_TEST

START_TEST(tftp_core_ask_applies_filters_to_the_cleaned_name)
{
	ck_assert_int_eq(
	    judge(BYTES("\0\1/old.0\xff\0octet\0")), TFTP_VERDICT_SERVE);
	ck_assert(ask.name_cut);
	ck_assert_str_eq(ask.target.text, "new/pxelinux.0");
}
END_TEST

START_TEST(tftp_core_ask_wants_to_know_the_client_of_a_template)
{
	static const char *patterns[] = {"new/*"};
	static const uint8_t request[] = "\0\1old.0\0octet";
	const struct bw_filter_client client = {{NULL}};

	conf.templates = (struct bw_conf_names){patterns, 1};
	ck_assert_int_eq(judge(request, sizeof(request)), TFTP_VERDICT_KNOW);
	tftp_core_ask(&conf, &client, request, sizeof(request), &ask);
	conf.templates.n = 0;
	ck_assert_int_eq(ask.verdict, TFTP_VERDICT_SERVE);
	ck_assert(ask.is_template);
	ck_assert_str_eq(ask.target.text, "new/pxelinux.0");
	ck_assert_int_eq(judge(request, sizeof(request)), TFTP_VERDICT_SERVE);
	ck_assert(!ask.is_template);
}
END_TEST

START_TEST(tftp_core_ask_wants_to_know_the_client_of_a_variable)
{
	static const uint8_t request[] = "\0\1own\0octet";
	struct bw_filter_client client = {{NULL}};

	ck_assert_int_eq(judge(request, sizeof(request)), TFTP_VERDICT_KNOW);
	tftp_core_ask(&conf, &client, request, sizeof(request), &ask);
	ck_assert_int_eq(ask.verdict, TFTP_VERDICT_REFUSE);
	ck_assert_int_eq(ask.refusal, TFTP_REFUSAL_NOT_FOUND);
	client.of[BW_FILTER_MAC] = "02:00:00:00:00:01";
	tftp_core_ask(&conf, &client, request, sizeof(request), &ask);
	ck_assert_int_eq(ask.verdict, TFTP_VERDICT_SERVE);
	ck_assert_str_eq(ask.target.text, "hosts/02:00:00:00:00:01");
}
END_TEST

START_TEST(tftp_core_ask_refuses_with_a_reason)
{
	check_refusal(BYTES("\0\2f\0octet\0"), TFTP_REFUSAL_WRITE);
	check_refusal(BYTES("\0\1f\0mail\0"), TFTP_REFUSAL_MODE);
	check_refusal(BYTES("\0\1f\0\0"), TFTP_REFUSAL_MODE);
	check_refusal(BYTES("\0\1f\0octet"), TFTP_REFUSAL_MALFORMED);
	check_refusal(BYTES("\0\1"), TFTP_REFUSAL_MALFORMED);
	check_refusal(BYTES("\0\7x"), TFTP_REFUSAL_OPERATION);
	check_refusal(BYTES("\0\0"), TFTP_REFUSAL_OPERATION);
	check_refusal(BYTES("\1\1f\0octet\0"), TFTP_REFUSAL_OPERATION);
	check_refusal(BYTES("\0\1f\0octet\0"
			    "a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0"
			    "a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0a\0b\0"
			    "a\0b\0"),
	    TFTP_REFUSAL_OPTIONS);
}
END_TEST

START_TEST(tftp_core_ask_stores_only_where_there_is_a_drop_box)
{
	check_refusal(BYTES("\0\2f\0octet\0"), TFTP_REFUSAL_WRITE);
	conf.upload.dir = "/drop/box";
	ck_assert_int_eq(
	    judge(BYTES("\0\2/sw.cfg\0netascii\0")), TFTP_VERDICT_STORE);
	ck_assert_str_eq(ask.upload, "sw.cfg");
	ck_assert(ask.netascii);
	/* filters are for reading */
	ck_assert_int_eq(judge(BYTES("\0\2own\0octet\0")), TFTP_VERDICT_STORE);
	ck_assert_str_eq(ask.upload, "own");
	check_refusal(BYTES("\0\2a/b\0octet\0"), TFTP_REFUSAL_ACCESS);
	check_refusal(BYTES("\0\2..\\b\0octet\0"), TFTP_REFUSAL_ACCESS);
	check_refusal(BYTES("\0\2f\0mail\0"), TFTP_REFUSAL_MODE);
	conf.upload.dir = "";
}
END_TEST

START_TEST(tftp_core_ask_refuses_a_name_that_is_too_long)
{
	uint8_t buf[TFTP_NAME_MAX + 16] = {0, 1};

	memset(buf + 2, 'x', TFTP_NAME_MAX);
	memcpy(buf + 2 + TFTP_NAME_MAX, "\0octet", 7);
	check_refusal(buf, TFTP_NAME_MAX + 9, TFTP_REFUSAL_NAME);
	buf[2] = '/';
	ck_assert_int_eq(judge(buf, TFTP_NAME_MAX + 9), TFTP_VERDICT_SERVE);
}
END_TEST

START_TEST(tftp_core_ask_never_answers_an_answer)
{
	ck_assert_int_eq(judge(BYTES("")), TFTP_VERDICT_IGNORE);
	ck_assert_int_eq(judge(BYTES("\0")), TFTP_VERDICT_IGNORE);
	ck_assert_int_eq(judge(BYTES("\0\3\0\1data")), TFTP_VERDICT_IGNORE);
	ck_assert_int_eq(judge(BYTES("\0\4\0\0")), TFTP_VERDICT_IGNORE);
	ck_assert_int_eq(judge(BYTES("\0\5\0\4x\0")), TFTP_VERDICT_IGNORE);
	ck_assert_int_eq(judge(BYTES("\0\6")), TFTP_VERDICT_IGNORE);
}
END_TEST

START_TEST(tftp_refusal_text_has_words_for_each)
{
	uint8_t buf[64];

	for (unsigned i = 1; i < TFTP_N_REFUSALS; i++) {
		const struct tftp_refusal_text *text =
		    tftp_refusal_text((enum tftp_refusal)i);
		size_t len = 0;

		ck_assert_str_ne(text->text, "");
		ck_assert_int_eq(tftp_error_build(text->code, text->text, buf,
				     sizeof(buf), &len),
		    0);
		ck_assert_uint_eq(len, 4 + strlen(text->text) + 1);
	}
}
END_TEST

START_TEST(tftp_refusal_of_translates_what_opening_returned)
{
	static const struct {
		int error;
		enum tftp_error code;
	} rows[] = {
	    {-ENOENT, TFTP_ERROR_FILE_NOT_FOUND},
	    {-ENOTDIR, TFTP_ERROR_FILE_NOT_FOUND},
	    {-EISDIR, TFTP_ERROR_FILE_NOT_FOUND},
	    {-EACCES, TFTP_ERROR_ACCESS_VIOLATION},
	    {-EXDEV, TFTP_ERROR_ACCESS_VIOLATION},
	    {-ELOOP, TFTP_ERROR_ACCESS_VIOLATION},
	    {-ENAMETOOLONG, TFTP_ERROR_NOT_DEFINED},
	    {-EEXIST, TFTP_ERROR_FILE_EXISTS},
	    {-EFBIG, TFTP_ERROR_DISK_FULL},
	    {-ENOSPC, TFTP_ERROR_DISK_FULL},
	    {-EDQUOT, TFTP_ERROR_DISK_FULL},
	    {-EIO, TFTP_ERROR_NOT_DEFINED},
	    {-EMFILE, TFTP_ERROR_NOT_DEFINED},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(
		    tftp_refusal_text(tftp_refusal_of(rows[i].error))->code,
		    rows[i].code);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/core");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, tftp_core_ask_serves_octet_and_netascii_in_any_case);
	tcase_add_test(tc, tftp_core_ask_applies_filters_to_the_cleaned_name);
	tcase_add_test(
	    tc, tftp_core_ask_wants_to_know_the_client_of_a_template);
	tcase_add_test(
	    tc, tftp_core_ask_wants_to_know_the_client_of_a_variable);
	tcase_add_test(tc, tftp_core_ask_refuses_with_a_reason);
	tcase_add_test(tc, tftp_core_ask_stores_only_where_there_is_a_drop_box);
	tcase_add_test(tc, tftp_core_ask_refuses_a_name_that_is_too_long);
	tcase_add_test(tc, tftp_core_ask_never_answers_an_answer);
	tcase_add_test(tc, tftp_refusal_text_has_words_for_each);
	tcase_add_test(tc, tftp_refusal_of_translates_what_opening_returned);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
