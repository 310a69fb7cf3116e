/* SPDX-License-Identifier: ISC */
/* nbdd/handshake.c: what is too much of names, data and options. */
#include "handshake.h"

#include "nbdd/options.h"

/* CVE-2022-26495, CVE-2022-26496, CVE-2017-15118: lengths of names. */
START_TEST(handshake_refuses_names_of_any_length)
{
	static const uint32_t lens[] = {1, 255, 256, 4095, 4096, 4097,
	    NBD_OPTION_HELD_MAX, UINT32_C(1) << 31, UINT32_MAX};

	client_flags(&client, 3);
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		client_option_header(&client, NBD_OPT_GO, 10);
		bw_writer_u32(&client, lens[i]);
		bw_writer_text(&client, "root");
		bw_writer_u16(&client, 0);
	}
	fake_feed_writer(&fake, &client);
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		expect_reply(NBD_OPT_GO, NBD_REP_ERR_INVALID);
	}
	expect_silence();
}
END_TEST

START_TEST(handshake_reads_data_up_to_what_it_holds)
{
	client_flags(&client, 3);
	client_option_header(&client, NBD_OPT_GO, NBD_OPTION_HELD_MAX);
	bw_writer_fill(&client, 0, NBD_OPTION_HELD_MAX);
	client_option_header(&client, NBD_OPT_GO, NBD_OPTION_HELD_MAX + 1);
	bw_writer_fill(&client, 0, NBD_OPTION_HELD_MAX + 1);
	client_option_header(&client, NBD_OPT_GO, NBD_OPTION_DATA_MAX);
	bw_writer_fill(&client, 0, NBD_OPTION_DATA_MAX);
	client_option(&client, NBD_OPT_ABORT, "");
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_INVALID);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_TOO_BIG);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_TOO_BIG);
	expect_reply(NBD_OPT_ABORT, NBD_REP_ACK);
}
END_TEST

/* "replaces all previously-set metadata contexts (including when this fails)" */
START_TEST(handshake_forgets_the_context_when_too_much_is_asked)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_STRUCTURED_REPLY, "");
	client_option_header(&client, NBD_OPT_SET_META_CONTEXT, 27);
	bw_writer_u32(&client, 0);
	bw_writer_u32(&client, 1);
	bw_writer_u32(&client, 15);
	bw_writer_text(&client, "base:allocation");
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_nonnull(fake.core.handshake.context_export);
	client_option_header(
	    &client, NBD_OPT_SET_META_CONTEXT, NBD_OPTION_HELD_MAX + 1);
	bw_writer_fill(&client, 0, NBD_OPTION_HELD_MAX + 1);
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_null(fake.core.handshake.context_export);
	ck_assert_ptr_null(fake.reason);
}
END_TEST

/* CVE-2017-15119: a client must not make us drain gigabytes. */
START_TEST(handshake_closes_rather_than_drain)
{
	static const uint32_t lens[] = {
	    NBD_OPTION_DATA_MAX + 1, UINT32_C(1) << 31, UINT32_MAX};

	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		for (uint32_t number = 0; number < 13; number++) {
			teardown();
			setup();
			client_flags(&client, 3);
			client_option_header(&client, number, lens[i]);
			fake_feed_writer(&fake, &client);
			ck_assert_str_eq(
			    fake.reason, "option data is too long");
			expect_silence();
		}
	}
}
END_TEST

START_TEST(handshake_closes_on_a_too_long_export_name)
{
	client_flags(&client, 3);
	client_option_header(
	    &client, NBD_OPT_EXPORT_NAME, NBD_OPTION_HELD_MAX + 1);
	bw_writer_fill(&client, 'n', NBD_OPTION_HELD_MAX + 1);
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_nonnull(fake.reason);
	expect_silence();
}
END_TEST

START_TEST(handshake_ends_after_the_last_option_allowed)
{
	client_flags(&client, 3);
	for (unsigned i = 0; i < NBD_OPTIONS_MAX; i++) {
		client_option(&client, NBD_OPT_STARTTLS, "");
	}
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_null(fake.reason);
	client_option(&client, NBD_OPT_STARTTLS, "");
	fake_feed_writer(&fake, &client);
	ck_assert_str_eq(fake.reason, "too many options");
}
END_TEST

START_TEST(handshake_takes_nothing_while_the_parent_is_asked)
{
	struct bw_reader in;
	struct nbd_action action;

	client_info(&client, NBD_OPT_GO, "root", 0);
	client_request(&client, NBD_CMD_READ, 1, 0, 512);
	bw_reader_init(&in, client.buf, client.len);
	fake.core.handshake.phase = NBD_HANDSHAKE_PHASE_OPTION;
	nbd_core_step(&fake.core, &in, &fake.out, &action);
	ck_assert_int_eq(action.type, NBD_ACTION_OPEN);
	nbd_core_step(&fake.core, &in, &fake.out, &action);
	ck_assert_int_eq(action.type, NBD_ACTION_RECEIVE);
	ck_assert_uint_eq(bw_reader_left(&in), 28);
}
END_TEST

static Suite *
handshake_limits_suite(void)
{
	Suite *suite = suite_create("nbdd/handshake_limits");
	TCase *tcase = tcase_create("handshake_limits");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, handshake_refuses_names_of_any_length);
	tcase_add_test(tcase, handshake_reads_data_up_to_what_it_holds);
	tcase_add_test(
	    tcase, handshake_forgets_the_context_when_too_much_is_asked);
	tcase_add_test(tcase, handshake_closes_rather_than_drain);
	tcase_add_test(tcase, handshake_closes_on_a_too_long_export_name);
	tcase_add_test(tcase, handshake_ends_after_the_last_option_allowed);
	tcase_add_test(
	    tcase, handshake_takes_nothing_while_the_parent_is_asked);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(handshake_limits_suite());
}
