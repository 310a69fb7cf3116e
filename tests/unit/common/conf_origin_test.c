/* SPDX-License-Identifier: ISC */
/* Who said what, in which line. */
#include "common/conf_fresh.h"

#include "conf/origin.h"

static void
read_text(const char *name, const char *text)
{
	struct said said = {0};

	ck_assert_int_eq(
	    bw_conf_read(&conf, name, text, strlen(text), say, &said), 0);
}

static void
is_at(const char *section, const char *key, const char *file, unsigned line)
{
	const struct bw_conf_origin *origin =
	    bw_conf_origin_find(&conf, section, key);

	ck_assert_ptr_nonnull(origin);
	ck_assert_str_eq(origin->file, file);
	ck_assert_uint_eq(origin->line, line);
}

START_TEST(conf_origin_find_tells_file_and_line)
{
	bw_conf_origins_keep(&conf);
	read_text("a.ini", "[tftpd]\nroot = /a\n\n[export one]\npath = /b\n"
			   "[bootfile]\nefi-x64 = grub.efi\n");
	is_at("tftpd", "root", "a.ini", 2);
	is_at("export one", "path", "a.ini", 5);
	is_at("bootfile", "efi-x64", "a.ini", 7);
	ck_assert_ptr_null(bw_conf_origin_find(&conf, "tftpd", "port"));
	ck_assert_ptr_null(bw_conf_origin_find(&conf, "export two", "path"));
}
END_TEST

START_TEST(conf_origin_find_tells_of_the_last_file)
{
	bw_conf_origins_keep(&conf);
	read_text("a.ini", "[tftpd]\nroot = /a\nport = 69\n");
	read_text("b.ini", "[tftpd]\nroot = /b\n");
	is_at("tftpd", "root", "b.ini", 2);
	is_at("tftpd", "port", "a.ini", 3);
}
END_TEST

START_TEST(conf_origin_find_knows_old_names_by_todays)
{
	bw_conf_origins_keep(&conf);
	read_text("old.ini", "[bootp]\nboot_file = x\n[tftp]\nroot = /a\n");
	is_at("tftpd", "root", "old.ini", 4);
	is_at("bootfile", "default", "old.ini", 2);
}
END_TEST

START_TEST(conf_origin_find_knows_the_command_line)
{
	struct said said = {0};

	bw_conf_origins_keep(&conf);
	ck_assert_int_eq(
	    bw_conf_set(&conf, "--root", "tftpd", "root", "/x", say, &said), 0);
	is_at("tftpd", "root", "--root", 0);
}
END_TEST

START_TEST(conf_origin_find_has_nothing_unless_told_to_keep)
{
	read_text("a.ini", "[tftpd]\nroot = /a\n");
	ck_assert_ptr_null(bw_conf_origin_find(&conf, "tftpd", "root"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/conf_origin");
	TCase *tc = tcase_create("origin");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, conf_origin_find_tells_file_and_line);
	tcase_add_test(tc, conf_origin_find_tells_of_the_last_file);
	tcase_add_test(tc, conf_origin_find_knows_old_names_by_todays);
	tcase_add_test(tc, conf_origin_find_knows_the_command_line);
	tcase_add_test(tc, conf_origin_find_has_nothing_unless_told_to_keep);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
