/* SPDX-License-Identifier: ISC */
/* nbdd/handshake.c, by way of the core. */
#include "handshake.h"

#include "nbdd/options.h"

START_TEST(handshake_greets_first)
{
	ck_assert_uint_eq(fake.n_sent, GREETING_SIZE);
	ck_assert_mem_eq(fake.sent, "NBDMAGICIHAVEOPT\0\3", GREETING_SIZE);
	ck_assert_ptr_null(fake.reason);
}
END_TEST

START_TEST(handshake_closes_on_unknown_client_flags)
{
	client_flags(&client, 4);
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_nonnull(fake.reason);
	expect_silence();
}
END_TEST

START_TEST(handshake_answers_go_and_begins)
{
	struct bw_reader data;

	client_flags(&client, 3);
	client_info(&client, NBD_OPT_GO, "root", 0);
	fake_feed_writer(&fake, &client);
	data = next_reply(NBD_OPT_GO, NBD_REP_INFO);
	ck_assert_uint_eq(bw_reader_u16(&data), NBD_INFO_EXPORT);
	ck_assert_uint_eq(bw_reader_u64(&data), sizeof(image));
	ck_assert_uint_eq(bw_reader_u16(&data), 1 | 2 | 4 | 256 | 1024);
	ck_assert_int_eq(bw_reader_end(&data), 0);
	expect_reply(NBD_OPT_GO, NBD_REP_ACK);
	expect_silence();
	ck_assert(nbd_core_attached(&fake.core));
	ck_assert_str_eq(fake.asked, "root");
}
END_TEST

START_TEST(handshake_gives_the_infos_that_were_asked_for)
{
	struct bw_reader data;

	client_flags(&client, 3);
	client_info(&client, NBD_OPT_INFO, "", 4);
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_INFO, NBD_REP_INFO);
	data = next_reply(NBD_OPT_INFO, NBD_REP_INFO);
	ck_assert_uint_eq(bw_reader_u16(&data), NBD_INFO_NAME);
	ck_assert_uint_eq(bw_reader_left(&data), 4);
	ck_assert_mem_eq(bw_reader_take(&data, 4), "root", 4);
	data = next_reply(NBD_OPT_INFO, NBD_REP_INFO);
	ck_assert_uint_eq(bw_reader_u16(&data), NBD_INFO_DESCRIPTION);
	ck_assert_uint_eq(bw_reader_left(&data), 17);
	data = next_reply(NBD_OPT_INFO, NBD_REP_INFO);
	ck_assert_uint_eq(bw_reader_u16(&data), NBD_INFO_BLOCK_SIZE);
	ck_assert_uint_eq(bw_reader_u32(&data), 1);
	ck_assert_uint_eq(bw_reader_u32(&data), 4096);
	ck_assert_uint_eq(bw_reader_u32(&data), 32 << 20);
	expect_reply(NBD_OPT_INFO, NBD_REP_ACK);
	expect_silence();
	ck_assert(!nbd_core_attached(&fake.core));
}
END_TEST

START_TEST(handshake_goes_on_after_info)
{
	client_flags(&client, 3);
	client_info(&client, NBD_OPT_INFO, "other", 0);
	client_info(&client, NBD_OPT_GO, "other", 0);
	fake_feed_writer(&fake, &client);
	for (unsigned i = NBD_OPT_INFO; i <= NBD_OPT_GO; i++) {
		expect_reply(i, NBD_REP_INFO);
		expect_reply(i, NBD_REP_ACK);
	}
	ck_assert_uint_eq(fake.n_asked, 2);
	ck_assert(nbd_core_attached(&fake.core));
}
END_TEST

START_TEST(handshake_opens_nothing_before_it_is_named)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_LIST, "");
	client_option(&client, NBD_OPT_STRUCTURED_REPLY, "");
	client_info(&client, NBD_OPT_GO, "nothing", 0);
	client_option(&client, NBD_OPT_ABORT, "");
	fake_feed_writer(&fake, &client);
	ck_assert_uint_eq(fake.n_asked, 0);
}
END_TEST

START_TEST(handshake_lists_names_and_descriptions)
{
	struct bw_reader data;

	client_flags(&client, 3);
	client_option(&client, NBD_OPT_LIST, "");
	fake_feed_writer(&fake, &client);
	data = next_reply(NBD_OPT_LIST, NBD_REP_SERVER);
	ck_assert_uint_eq(bw_reader_u32(&data), 4);
	ck_assert_mem_eq(
	    bw_reader_take(&data, 21), "rootsystem of the lab", 21);
	ck_assert_int_eq(bw_reader_end(&data), 0);
	data = next_reply(NBD_OPT_LIST, NBD_REP_SERVER);
	ck_assert_uint_eq(bw_reader_u32(&data), 5);
	ck_assert_mem_eq(bw_reader_take(&data, 5), "other", 5);
	ck_assert_int_eq(bw_reader_end(&data), 0);
	expect_reply(NBD_OPT_LIST, NBD_REP_ACK);
	expect_silence();
}
END_TEST

START_TEST(handshake_lists_more_exports_than_fit_the_output)
{
	enum {
		N = 3000
	};
	static struct bw_conf_export many[N];
	static const struct bw_conf_exports all = {many, N};
	static char text[1001];

	memset(text, 'd', sizeof(text) - 1);
	for (size_t i = 0; i < N; i++) {
		many[i] = (struct bw_conf_export){
		    .name = "some", .description = text};
	}
	fake_fini(&fake);
	fake_init(&fake, &all, image, sizeof(image));
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_LIST, "");
	fake_feed_writer(&fake, &client);
	for (size_t i = 0; i < N; i++) {
		expect_reply(NBD_OPT_LIST, NBD_REP_SERVER);
	}
	expect_reply(NBD_OPT_LIST, NBD_REP_ACK);
	expect_silence();
}
END_TEST

START_TEST(handshake_refuses_a_list_with_data)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_LIST, "x");
	client_option(&client, NBD_OPT_ABORT, "");
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_LIST, NBD_REP_ERR_INVALID);
	expect_reply(NBD_OPT_ABORT, NBD_REP_ACK);
}
END_TEST

START_TEST(handshake_acknowledges_abort_and_closes)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_ABORT, "data is ignored");
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_ABORT, NBD_REP_ACK);
	expect_silence();
	ck_assert_str_eq(fake.reason, "aborted by the client");
}
END_TEST

START_TEST(handshake_stays_in_step_over_options_it_does_not_do)
{
	static const uint32_t numbers[] = {
	    NBD_OPT_STARTTLS, 0, 4, 12, UINT32_MAX};

	client_flags(&client, 3);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		client_option(&client, numbers[i], i % 2 == 0 ? "" : "data");
	}
	client_info(&client, NBD_OPT_GO, "root", 0);
	fake_feed_writer(&fake, &client);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		expect_reply(numbers[i], NBD_REP_ERR_UNSUP);
	}
	expect_reply(NBD_OPT_GO, NBD_REP_INFO);
	expect_reply(NBD_OPT_GO, NBD_REP_ACK);
	expect_silence();
}
END_TEST

START_TEST(handshake_agrees_on_headers_once)
{
	static const struct {
		uint32_t option;
		const char *data;
		uint32_t reply;
	} rows[] = {
	    {NBD_OPT_STRUCTURED_REPLY, "x", NBD_REP_ERR_INVALID},
	    {NBD_OPT_STRUCTURED_REPLY, "", NBD_REP_ACK},
	    {NBD_OPT_STRUCTURED_REPLY, "", NBD_REP_ERR_INVALID},
	    {NBD_OPT_EXTENDED_HEADERS, "x", NBD_REP_ERR_INVALID},
	    {NBD_OPT_EXTENDED_HEADERS, "", NBD_REP_ACK},
	    {NBD_OPT_EXTENDED_HEADERS, "", NBD_REP_ERR_INVALID},
	    {NBD_OPT_STRUCTURED_REPLY, "", NBD_REP_ERR_EXT_HEADER_REQD},
	};
	struct bw_reader data;

	client_flags(&client, 3);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		client_option(&client, rows[i].option, rows[i].data);
		fake_feed_writer(&fake, &client);
		expect_reply(rows[i].option, rows[i].reply);
	}
	client_info(&client, NBD_OPT_GO, "", 0);
	fake_feed_writer(&fake, &client);
	data = next_reply(NBD_OPT_GO, NBD_REP_INFO);
	(void)bw_reader_take(&data, 10);
	ck_assert_uint_eq(bw_reader_u16(&data) & NBD_FLAG_SEND_DF, 128);
	ck_assert_int_eq(fake.core.headers, NBD_HEADERS_EXTENDED);
}
END_TEST

static void
ask_context(uint32_t option, const char *name, const char *query)
{
	size_t name_len = strlen(name), len = strlen(query);

	client_option_header(&client, option,
	    (uint32_t)(8 + name_len + (len > 0 ? 4 + len : 0)));
	bw_writer_u32(&client, (uint32_t)name_len);
	bw_writer_text(&client, name);
	bw_writer_u32(&client, len > 0);
	if (len > 0) {
		bw_writer_u32(&client, (uint32_t)len);
		bw_writer_text(&client, query);
	}
	fake_feed_writer(&fake, &client);
}

static void
expect_context(uint32_t option, uint32_t id)
{
	struct bw_reader data = next_reply(option, NBD_REP_META_CONTEXT);

	ck_assert_uint_eq(bw_reader_u32(&data), id);
	ck_assert_uint_eq(bw_reader_left(&data), 15);
	ck_assert_mem_eq(bw_reader_take(&data, 15), "base:allocation", 15);
	expect_reply(option, NBD_REP_ACK);
}

START_TEST(handshake_lists_the_one_context)
{
	client_flags(&client, 3);
	ask_context(NBD_OPT_LIST_META_CONTEXT, "", "");
	expect_reply(NBD_OPT_LIST_META_CONTEXT, NBD_REP_ERR_INVALID);
	client_option(&client, NBD_OPT_STRUCTURED_REPLY, "");
	ask_context(NBD_OPT_LIST_META_CONTEXT, "other", "");
	expect_reply(NBD_OPT_STRUCTURED_REPLY, NBD_REP_ACK);
	expect_context(NBD_OPT_LIST_META_CONTEXT, 0);
	ask_context(NBD_OPT_LIST_META_CONTEXT, "", "base:");
	expect_context(NBD_OPT_LIST_META_CONTEXT, 0);
	ask_context(NBD_OPT_LIST_META_CONTEXT, "", "base:allocation");
	expect_context(NBD_OPT_LIST_META_CONTEXT, 0);
	ask_context(NBD_OPT_LIST_META_CONTEXT, "", "qemu:dirty-bitmap:x");
	expect_reply(NBD_OPT_LIST_META_CONTEXT, NBD_REP_ACK);
	ask_context(NBD_OPT_LIST_META_CONTEXT, "nosuch", "");
	expect_reply(NBD_OPT_LIST_META_CONTEXT, NBD_REP_ERR_UNKNOWN);
	expect_silence();
	ck_assert_uint_eq(fake.n_asked, 0);
}
END_TEST

/* What was chosen holds for that export, and until it is chosen anew. */
START_TEST(handshake_chooses_the_context_for_one_export)
{
	static const struct {
		const char *set, *query, *unset;
		bool has;
	} rows[] = {
	    {"root", "base:allocation", NULL, true},
	    {"", "base:allocation", NULL, true},
	    {"root", "base:", NULL, false},
	    {"root", "", NULL, false},
	    {"other", "base:allocation", NULL, false},
	    {"root", "base:allocation", "root", false},
	    {"root", "base:allocation", "nosuch", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		teardown();
		setup();
		client_flags(&client, 3);
		client_option(&client, NBD_OPT_STRUCTURED_REPLY, "");
		ask_context(
		    NBD_OPT_SET_META_CONTEXT, rows[i].set, rows[i].query);
		if (rows[i].unset != NULL) {
			ask_context(
			    NBD_OPT_SET_META_CONTEXT, rows[i].unset, "a:b");
		}
		client_info(&client, NBD_OPT_GO, "root", 0);
		fake_feed_writer(&fake, &client);
		ck_assert(nbd_core_attached(&fake.core));
		ck_assert_int_eq(
		    nbd_handshake_has_context(&fake.core.handshake),
		    rows[i].has);
	}
}
END_TEST

START_TEST(handshake_closes_on_a_wrong_magic_number)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_LIST, "");
	client.buf[4] ^= 1;
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_nonnull(fake.reason);
	expect_silence();
}
END_TEST

START_TEST(handshake_tells_of_an_unknown_export)
{
	client_flags(&client, 3);
	client_info(&client, NBD_OPT_GO, "roo", 0);
	client_info(&client, NBD_OPT_INFO, "rootx", 0);
	client_info(&client, NBD_OPT_GO, "ROOT", 0);
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_UNKNOWN);
	expect_reply(NBD_OPT_INFO, NBD_REP_ERR_UNKNOWN);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_UNKNOWN);
	expect_silence();
	ck_assert_ptr_null(fake.reason);
	ck_assert_uint_eq(fake.n_asked, 0);
}
END_TEST

START_TEST(handshake_tells_what_the_parent_refused)
{
	client_flags(&client, 3);
	client_info(&client, NBD_OPT_GO, "root", 0);
	fake.open_error = -EACCES;
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_POLICY);
	client_info(&client, NBD_OPT_GO, "root", 0);
	fake.open_error = -ENOENT;
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_UNKNOWN);
	client_info(&client, NBD_OPT_INFO, "root", 0);
	fake.open_error = -ESHUTDOWN;
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_INFO, NBD_REP_ERR_SHUTDOWN);
	expect_silence();
}
END_TEST

START_TEST(handshake_without_exports_has_no_default)
{
	static const struct bw_conf_exports none;

	fake_fini(&fake);
	fake_init(&fake, &none, image, sizeof(image));
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_LIST, "");
	client_info(&client, NBD_OPT_GO, "", 0);
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_LIST, NBD_REP_ACK);
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_UNKNOWN);
	expect_silence();
}
END_TEST

START_TEST(handshake_serves_export_name_with_and_without_zeroes)
{
	for (uint32_t flags = 0; flags <= 3; flags++) {
		size_t wanted = (flags & 2) != 0 ? 10 : 134;

		teardown();
		setup();
		client_flags(&client, flags);
		client_option(&client, NBD_OPT_EXPORT_NAME, "root");
		fake_feed_writer(&fake, &client);
		ck_assert(nbd_core_attached(&fake.core));
		ck_assert_uint_eq(fake.n_sent - checked, wanted);
		ck_assert_mem_eq(
		    fake.sent + checked, "\0\0\0\0\0\0\40\0\5\7", 10);
	}
}
END_TEST

START_TEST(handshake_notes_the_first_unknown_export)
{
	client_flags(&client, 3);
	client_info(&client, NBD_OPT_GO, "a\nb", 0);
	client_info(&client, NBD_OPT_GO, "other", 0);
	fake_feed_writer(&fake, &client);
	ck_assert_str_eq(fake.core.handshake.unknown, "a\\x0ab");
}
END_TEST

START_TEST(handshake_closes_on_an_unknown_export_name)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_EXPORT_NAME, "nothing");
	fake_feed_writer(&fake, &client);
	ck_assert_str_eq(fake.reason, "export not available");
	expect_silence();
}
END_TEST

/* Extension: "the client MUST use NBD_OPT_GO"; an error cannot be told. */
START_TEST(handshake_closes_on_export_name_with_extended_headers)
{
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_EXTENDED_HEADERS, "");
	client_option(&client, NBD_OPT_EXPORT_NAME, "root");
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_EXTENDED_HEADERS, NBD_REP_ACK);
	expect_silence();
	ck_assert_ptr_nonnull(fake.reason);
	ck_assert_uint_eq(fake.n_asked, 0);
}
END_TEST

static Suite *
handshake_suite(void)
{
	Suite *suite = suite_create("nbdd/handshake");
	TCase *tcase = tcase_create("handshake");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, handshake_greets_first);
	tcase_add_test(tcase, handshake_closes_on_unknown_client_flags);
	tcase_add_test(tcase, handshake_answers_go_and_begins);
	tcase_add_test(tcase, handshake_gives_the_infos_that_were_asked_for);
	tcase_add_test(tcase, handshake_goes_on_after_info);
	tcase_add_test(tcase, handshake_opens_nothing_before_it_is_named);
	tcase_add_test(tcase, handshake_lists_names_and_descriptions);
	tcase_add_test(tcase, handshake_lists_more_exports_than_fit_the_output);
	tcase_add_test(tcase, handshake_refuses_a_list_with_data);
	tcase_add_test(tcase, handshake_acknowledges_abort_and_closes);
	tcase_add_test(
	    tcase, handshake_stays_in_step_over_options_it_does_not_do);
	tcase_add_test(tcase, handshake_agrees_on_headers_once);
	tcase_add_test(tcase, handshake_lists_the_one_context);
	tcase_add_test(tcase, handshake_chooses_the_context_for_one_export);
	tcase_add_test(tcase, handshake_closes_on_a_wrong_magic_number);
	tcase_add_test(tcase, handshake_tells_of_an_unknown_export);
	tcase_add_test(tcase, handshake_tells_what_the_parent_refused);
	tcase_add_test(tcase, handshake_without_exports_has_no_default);
	tcase_add_test(
	    tcase, handshake_serves_export_name_with_and_without_zeroes);
	tcase_add_test(tcase, handshake_notes_the_first_unknown_export);
	tcase_add_test(tcase, handshake_closes_on_an_unknown_export_name);
	tcase_add_test(
	    tcase, handshake_closes_on_export_name_with_extended_headers);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(handshake_suite());
}
