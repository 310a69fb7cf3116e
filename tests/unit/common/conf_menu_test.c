/* SPDX-License-Identifier: ISC */
/* [menu NAME]: read, written again, and what must hold. */
#include "common/conf_say.h"

#define POOL "[bootpd]\npool_start = 10.0.0.1\n"

static struct bw_conf conf;
static struct said said;

static int
check(const char *text)
{
	bw_conf_init(&conf);
	feed_good(&conf, text);
	said = (struct said){0};
	return bw_conf_check(&conf, say, &said);
}

static void
wrong(const char *text, const char *complaint)
{
	ck_assert_int_eq(check(text), -EBADMSG);
	ck_assert_str_eq(said.lines[0], complaint);
	bw_conf_fini(&conf);
}

START_TEST(conf_menu_is_read_in_its_order)
{
	const struct bw_conf_menu *menu = &conf.bootpd.menu;

	ck_assert_int_eq(check(POOL "menu_prompt = F8\nmenu_timeout = 255\n"
				    "[menu disk]\ntext = The disk\n"
				    "[menu b]\nboot_file = x.0\nefi = yes\n"
				    "[menu c]\nserver = 10.0.0.9\ntype = 7\n"),
	    0);
	ck_assert_uint_eq(menu->n, 3);
	ck_assert_str_eq(menu->prompt, "F8");
	ck_assert_uint_eq(menu->timeout_s, 255);
	ck_assert_str_eq(menu->items[0].text, "The disk");
	ck_assert_str_eq(menu->items[1].name, "b");
	ck_assert_str_eq(menu->items[1].boot_file, "x.0");
	ck_assert(menu->items[1].efi);
	ck_assert_uint_eq(menu->items[2].server, 0x0a000009);
	ck_assert_uint_eq(menu->items[2].type, 7);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_menu_group_is_a_multicast_address)
{
	ck_assert_int_eq(check(POOL "menu_multicast = 239.1.2.3\n"
				    "menu_broadcast = yes\n"),
	    0);
	ck_assert_uint_eq(conf.bootpd.menu.group, 0xef010203);
	ck_assert(conf.bootpd.menu.broadcast);
	bw_conf_fini(&conf);
	wrong(POOL "menu_multicast = 224.0.0.1\n",
	    "bootpd.menu_multicast: must be from 224.0.1.0 to "
	    "239.255.255.255");
	wrong(POOL "menu_multicast = 10.1.2.3\n",
	    "bootpd.menu_multicast: must be from 224.0.1.0 to "
	    "239.255.255.255");
}
END_TEST

START_TEST(conf_menu_must_fit_into_its_option)
{
	char text[2048] = POOL;
	char line[160];

	for (int i = 0; i < 3; i++) {
		(void)snprintf(line, sizeof(line), "[menu %d]\ntext = %.*s\n",
		    i, 67,
		    "0123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789");
		(void)strcat(text, line);
	}
	/* 3 * (67 + 10) + 11 + "Boot menu" are 251 */
	ck_assert_int_eq(check(text), 0);
	bw_conf_fini(&conf);
	(void)strcat(text, "[menu more]\n");
	wrong(text,
	    "menu more: all texts of the menu together are 10 bytes too long");
}
END_TEST

START_TEST(conf_menu_refuses_what_contradicts_itself)
{
	wrong(POOL "[menu a]\nserver = 10.0.0.9\nboot_file = x\n",
	    "menu a.boot_file: it is for the other server to say");
	wrong(POOL "[menu a]\ntype = 7\nboot_file = x\n"
		   "[menu b]\ntype = 7\nboot_file = y\n",
	    "menu b.type: the same as that of [menu a]");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/conf_menu");
	TCase *tc = tcase_create("menu");

	tcase_add_test(tc, conf_menu_is_read_in_its_order);
	tcase_add_test(tc, conf_menu_group_is_a_multicast_address);
	tcase_add_test(tc, conf_menu_must_fit_into_its_option);
	tcase_add_test(tc, conf_menu_refuses_what_contradicts_itself);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
