/* SPDX-License-Identifier: ISC */
/* What would be offered is what is offered, and nothing comes of asking. */
#include <stdio.h>

#include "explain.h"
#include "served.h"

#define POINTS_MAX 64

static struct bw_ctl_explained points[POINTS_MAX];
static size_t n_points;

static void
note(void *arg, const struct bw_ctl_explained *row)
{
	(void)arg;
	ck_assert_uint_lt(n_points, POINTS_MAX);
	points[n_points++] = *row;
}

static const struct bw_ctl_explained *
point(const char *name)
{
	for (size_t i = 0; i < n_points; i++) {
		if (strcmp(points[i].name, name) == 0) {
			return &points[i];
		}
	}
	return NULL;
}

static const char *
value(const char *name)
{
	const struct bw_ctl_explained *found = point(name);

	return found == NULL ? "" : found->value;
}

static void
ask(const char *arch, const char *vendor_class, bool ipxe)
{
	struct bw_ctl_explain who = {
	    .mac = {0x52, 0x54, 0, 0x77, 0, 1}, .ipxe = ipxe ? 1 : 0};

	n_points = 0;
	strcpy(who.arch, arch);
	strcpy(who.vendor_class, vendor_class);
	dhcp_explain(b.core, &who, b.now, note, NULL);
}

START_TEST(dhcp_explain_tells_what_is_then_offered)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	char address[BW_ADDR_STR_MAX];

	ask("efi-x64", "", false);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_str_eq(value("access"), "allowed");
	ck_assert_str_eq(value("address"), bw_ipv4_str(reply.yiaddr, address));
	check_text(DHCP_OPTION_BOOTFILE_NAME, value("boot_file"));
}
END_TEST

START_TEST(dhcp_explain_tells_the_only_line_of_a_menu)
{
	static struct bw_conf_menu_item line = {.name = "install",
	    .text = "",
	    .boot_file = "grub.efi",
	    .efi = true};

	b.conf.bootpd.menu.items = &line;
	b.conf.bootpd.menu.n = 1;
	ask("efi-x64", "", false);
	ck_assert_str_eq(value("boot_file"), "grub.efi");
	ck_assert_str_eq(
	    point("boot_file")->source, "menu install\tboot_file\n");
}
END_TEST

START_TEST(dhcp_explain_tells_the_time_where_a_class_has_one)
{
	struct bw_conf_span weekend = {5, 6, 0, 1440};
	struct bw_conf_zone_change zone = {0, -1800};
	struct bw_conf_class class = {.name = "idle", .time = {&weekend, 1}};

	ask("bios", "", false);
	ck_assert_str_eq(value("time"), "");
	b.conf.bootpd.classes = (struct bw_conf_classes){&class, 1};
	b.conf.bootpd.zone = (struct bw_conf_zone){&zone, 1};
	ask("bios", "", false);
	ck_assert_str_eq(value("time"), "fri 07:30");
	ck_assert_str_eq(point("time")->source, "class idle\ttime\n");
	ck_assert_ptr_null(point("class"));
	b.now.wall_s += 24 * 3600;
	ask("bios", "", false);
	ck_assert_str_eq(value("class"), "idle");
	ck_assert_ptr_nonnull(strstr(point("class")->source, "\ttime\n"));
}
END_TEST

START_TEST(dhcp_explain_leaves_the_core_as_it_was)
{
	static struct dhcp_core before;
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);

	ask("efi-x64", "", false);
	before = *b.core;
	for (int i = 0; i < 1000; i++) {
		ask("", "", false); /* refused: an event, were it told */
		ask("efi-x64", "", false);
	}
	ck_assert_mem_eq(&before, b.core, sizeof(before));
	bench_packet(&b, &p);
	ck_assert_str_eq(reason(), "it has not booted by PXE");
}
END_TEST

START_TEST(dhcp_explain_says_why_there_is_no_offer)
{
	ask("", "", false);
	ck_assert_str_eq(value("access"), "it has not booted by PXE");
	ck_assert_ptr_null(point("address"));
	ask("vax", "", false);
	ck_assert_uint_eq(n_points, 1);
	ck_assert_str_eq(value("arch"), "there is no such architecture");
	ask("65535", "", false);
	ck_assert_str_eq(value("arch"), "there is no such architecture");
}
END_TEST

START_TEST(dhcp_explain_punishes_nobody)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);

	b.conf.bootpd.access = BW_CONF_ACCESS_MAC; /* of an empty list */
	b.conf.bootpd.flood.suspend_denied_s = 60;
	ask("efi-x64", "", false);
	ck_assert_str_eq(value("access"), "access denied");
	ck_assert_ptr_null(point("address"));
	b.conf.bootpd.access = BW_CONF_ACCESS_NONE;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
}
END_TEST

START_TEST(dhcp_explain_takes_an_architecture_by_number_or_name)
{
	char by_name[BW_CTL_VALUE_MAX];

	ask("efi-x64", "", false);
	strcpy(by_name, value("boot_file"));
	ask("7", "", false);
	ck_assert_str_eq(value("boot_file"), by_name);
	ck_assert_ptr_nonnull(strstr(point("boot_file")->source,
	    "bootfile\t00007\nbootfile\tefi-x64\n"));
}
END_TEST

START_TEST(dhcp_explain_supposes_ipxe)
{
	ask("efi-x64", "", true);
	ck_assert_ptr_nonnull(strstr(value("boot_file"), "http://"));
	ck_assert_ptr_nonnull(
	    strstr(point("boot_file")->source, "bootfile\tipxe\n"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/explain");
	TCase *tc = tcase_create("explain");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, dhcp_explain_tells_what_is_then_offered);
	tcase_add_test(tc, dhcp_explain_tells_the_time_where_a_class_has_one);
	tcase_add_test(tc, dhcp_explain_leaves_the_core_as_it_was);
	tcase_add_test(tc, dhcp_explain_says_why_there_is_no_offer);
	tcase_add_test(tc, dhcp_explain_punishes_nobody);
	tcase_add_test(
	    tc, dhcp_explain_takes_an_architecture_by_number_or_name);
	tcase_add_test(tc, dhcp_explain_supposes_ipxe);
	tcase_add_test(tc, dhcp_explain_tells_the_only_line_of_a_menu);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
