/* SPDX-License-Identifier: ISC */
/* quirks = WORD, ... */
#include "common/conf_fresh.h"

START_TEST(conf_quirks_are_words_in_every_scope)
{
	feed_good(&conf, "[bootpd]\nquirks = small\n"
			 "[subnet s]\nquirks = no-43, NO-60\n"
			 "[class c]\nquirks = offer-file\n"
			 "[host h]\nquirks = nul-67, broadcast\n");
	ck_assert_uint_eq(conf.bootpd.settings.quirks, BW_CONF_QUIRK_SMALL);
	ck_assert_uint_eq(conf.bootpd.subnets.items[0].settings.quirks,
	    BW_CONF_QUIRK_NO_43 | BW_CONF_QUIRK_NO_60);
	ck_assert_uint_eq(conf.bootpd.classes.items[0].settings.quirks,
	    BW_CONF_QUIRK_OFFER_FILE);
	ck_assert_uint_eq(conf.bootpd.hosts.items[0].settings.quirks,
	    BW_CONF_QUIRK_NUL_67 | BW_CONF_QUIRK_BROADCAST);
}
END_TEST

START_TEST(conf_quirks_are_written_as_they_are_read)
{
	struct bw_conf again;
	char *text;
	size_t len;

	feed_good(&conf, "[bootpd]\nquirks = no-menu, no-67, small\n");
	ck_assert_int_eq(bw_conf_dump(&conf, &text, &len), 0);
	ck_assert_ptr_nonnull(strstr(text, "quirks = no-67, small, no-menu\n"));
	bw_conf_init(&again);
	feed_good(&again, text);
	ck_assert_uint_eq(
	    again.bootpd.settings.quirks, conf.bootpd.settings.quirks);
	bw_conf_fini(&again);
	free(text);
}
END_TEST

START_TEST(conf_quirks_suggest_the_word_that_was_meant)
{
	static const char text[] = "[bootpd]\nquirks = subnet-brodcast\n";
	struct said said = {0};

	ck_assert_int_eq(
	    bw_conf_read(&conf, "f", text, sizeof(text) - 1, say, &said),
	    -EBADMSG);
	ck_assert_str_eq(said.lines[0],
	    "f:2: bootpd.quirks: \"subnet-brodcast\" is none of no-43, no-60, "
	    "no-66, no-67, no-175, nul-67, small, broadcast, "
	    "subnet-broadcast, offer-file, no-menu; did you mean "
	    "\"subnet-broadcast\"?");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/conf_quirk");
	TCase *tc = tcase_create("quirks");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, conf_quirks_are_words_in_every_scope);
	tcase_add_test(tc, conf_quirks_are_written_as_they_are_read);
	tcase_add_test(tc, conf_quirks_suggest_the_word_that_was_meant);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
