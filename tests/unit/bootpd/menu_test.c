/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "menu.h"
#include "packets.h"

static struct bw_conf_menu_item lines[] = {
    {.name = "disk", .text = "Disk", .boot_file = ""},
    {.name = "linux", .text = "", .boot_file = "pxelinux.0"},
    {.name = "other",
	.text = "Elsewhere",
	.boot_file = "",
	.server = IP(10, 0, 0, 9),
	.type = 17,
	.efi = true},
    {.name = "grub", .text = "GRUB", .boot_file = "grubx64.efi", .efi = true},
};
static const struct bw_conf_menu menu = {
    .items = lines, .n = ARRAY_LEN(lines), .prompt = "F8", .timeout_s = 5};

static const struct dhcp_client bios = {
    .stage = BW_STAGE_FIRMWARE, .family = DHCP_FAMILY_PXE};
static const struct dhcp_client efi = {.stage = BW_STAGE_FIRMWARE,
    .family = DHCP_FAMILY_PXE,
    .arch = PXE_ARCH_EFI_X64};

static struct dhcp_menu_item items[BW_CONF_MENU_MAX];
static struct dhcp_vendor vendor;

static void
set_up(void)
{
	memset(&vendor, 0, sizeof(vendor));
}

START_TEST(menu_put_numbers_what_is_ours)
{
	ck_assert(dhcp_menu_put(&menu, &bios, BENCH_SERVER, items, &vendor));
	ck_assert_uint_eq(vendor.n_items, 4);
	ck_assert_uint_eq(vendor.control, 7);
	ck_assert_uint_eq(vendor.timeout_s, 5);
	ck_assert_str_eq(vendor.prompt, "F8");
	ck_assert_uint_eq(items[0].type, PXE_TYPE_LOCAL);
	ck_assert_uint_eq(items[1].type, 0x8001);
	ck_assert_str_eq(items[1].text, "linux"); /* for want of a text */
	ck_assert_uint_eq(items[1].server, BENCH_SERVER);
	ck_assert_uint_eq(items[2].type, 17);
	ck_assert_uint_eq(items[2].server, IP(10, 0, 0, 9));
}
END_TEST

START_TEST(menu_put_tells_how_boot_servers_are_found)
{
	static const struct {
		uint32_t group;
		bool broadcast;
		uint8_t control;
	} rows[] = {{0, false, 7}, {IP(239, 1, 2, 3), false, 1}, {0, true, 2},
	    {IP(239, 1, 2, 3), true, 0}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bw_conf_menu how = menu;
		uint8_t bytes[DHCP_VENDOR_MAX];

		how.group = rows[i].group;
		how.broadcast = rows[i].broadcast;
		set_up();
		ck_assert(dhcp_menu_put(&how, &bios, 1, items, &vendor));
		ck_assert_uint_eq(vendor.control, rows[i].control);
		ck_assert_int_gt(dhcp_vendor_build(&vendor, bytes), 0);
		ck_assert_int_eq(memcmp(bytes + 3, "\7\4\xef\1\2\3", 6) == 0,
		    rows[i].group != 0);
	}
}
END_TEST

START_TEST(menu_put_shows_uefi_what_is_for_it)
{
	ck_assert(dhcp_menu_put(&menu, &efi, BENCH_SERVER, items, &vendor));
	ck_assert_uint_eq(vendor.n_items, 2);
	ck_assert_str_eq(items[1].text, "GRUB");
	ck_assert_uint_eq(items[1].type, 0x8003); /* the same for all */
}
END_TEST

START_TEST(menu_put_is_for_pxe_alone)
{
	const struct bw_conf_menu none = {0};
	struct dhcp_client client = bios;

	ck_assert(!dhcp_menu_put(&none, &bios, 1, items, &vendor));
	client.family = DHCP_FAMILY_HTTP;
	ck_assert(!dhcp_menu_put(&menu, &client, 1, items, &vendor));
	client = bios;
	client.arch = PXE_ARCH_RASPBERRY_PI;
	ck_assert(!dhcp_menu_put(&menu, &client, 1, items, &vendor));
	ck_assert(!vendor.has_control);
}
END_TEST

static const struct bw_conf_menu_item *
found(const struct dhcp_client *client, const char *bytes, size_t len)
{
	struct dhcp_bytes item = {(const uint8_t *)bytes, len};

	return dhcp_menu_find(&menu, client, item);
}

START_TEST(menu_find_knows_our_items_by_type)
{
	ck_assert_ptr_eq(found(&bios, "\x80\1\0\0", 4), &lines[1]);
	ck_assert_ptr_eq(found(&efi, "\x80\3\0\0", 4), &lines[3]);
	ck_assert_ptr_null(found(&efi, "\x80\1\0\0", 4));  /* not shown */
	ck_assert_ptr_null(found(&bios, "\0\x11\0\0", 4)); /* another's */
	ck_assert_ptr_null(found(&bios, "\0\0\0\0", 4));
	ck_assert_ptr_null(found(&bios, "\x80\x09\0\0", 4));
	ck_assert_ptr_null(found(&bios, "\x80", 1));
	ck_assert_ptr_null(found(&bios, NULL, 0));
}
END_TEST

/* Through the core: the offer has the menu, port 4011 the file. */
START_TEST(menu_is_offered_and_answered)
{
	static struct bench b;
	struct packet discover = packet_begin(1, 0, 1);
	struct packet item = packet_captured(CAPTURED_IPXE_BIOS_4011);
	struct bw_addr peer = bw_addr_ipv4(IP(10, 77, 0, 173), 68);
	struct dhcp_message reply;

	packet_option_u8(&discover, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&discover, 60, "PXEClient:Arch:00000");
	packet_end(&discover);
	for (int proxy = 0; proxy < 2; proxy++) {
		bench_conf(&b);
		b.conf.bootpd.menu = menu;
		b.conf.bootpd.proxy = proxy != 0;
		bench_start(&b);
		bench_packet(&b, &discover);
		ck_assert(bench_reply(&b, &reply));
		ck_assert_mem_eq(
		    dhcp_message_option(&reply, 43).at, "\6\1\7\10", 4);
		ck_assert(!reply.option_present[67]);
		ck_assert_uint_eq(reply.siaddr, BENCH_SERVER);
		bench_stop(&b);
	}
	bench_conf(&b);
	lines[0].boot_file = "first.0"; /* then its type is 0x8000 */
	b.conf.bootpd.menu = menu;
	bench_start(&b);
	bench_packet_from(&b, &item, DHCP_DOOR_PXE, peer);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_mem_eq(
	    dhcp_message_option(&reply, 43).at, "\x47\4\x80\0\0\0\xff", 7);
	ck_assert_mem_eq(dhcp_message_option(&reply, 67).at, "first.0", 7);
	lines[0].boot_file = "";
	bench_stop(&b);
}
END_TEST

/* A DHCPREQUEST of iPXE's for this type, to all; is it answered? */
static bool
discovered(struct bench *b, enum dhcp_door door, uint8_t type)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_4011);
	struct dhcp_packet packet = {
	    .door = door,
	    .ifindex = BENCH_IFINDEX,
	    .peer = bw_addr_ipv4(IP(10, 77, 0, 173), 68),
	};
	uint8_t *item = memmem(p.bytes, p.len, "\x47\4\x80\0", 4);

	item[3] = type;
	packet_patch_u32(&p, PACKET_CIADDR, IP(10, 77, 0, 173));
	packet.bytes = p.bytes;
	packet.len = p.len;
	b->out.n = 0;
	dhcp_core_packet(b->core, &packet, b->now, &b->out);
	return bench_has(b, DHCP_ACTION_SEND);
}

START_TEST(menu_items_are_found_by_multicast_and_broadcast)
{
	static struct bench b;
	struct dhcp_message reply;

	for (int broadcast = 0; broadcast < 2; broadcast++) {
		bench_conf(&b);
		b.conf.bootpd.menu = menu;
		b.conf.bootpd.menu.group = IP(239, 1, 2, 3);
		b.conf.bootpd.menu.broadcast = broadcast;
		bench_start(&b);
		ck_assert(discovered(&b, DHCP_DOOR_PXE, 1));
		ck_assert(bench_reply(&b, &reply));
		ck_assert_uint_eq(reply.yiaddr, 0);
		ck_assert_str_eq(
		    (char *)bench_action(&b, DHCP_ACTION_SEND)->u.send.bytes +
			108,
		    "pxelinux.0");
		ck_assert(!discovered(&b, DHCP_DOOR_PXE, 9)); /* another's */
		ck_assert(!discovered(&b, DHCP_DOOR_DHCP, 9));
		ck_assert_int_eq(discovered(&b, DHCP_DOOR_DHCP, 1), broadcast);
		if (broadcast) {
			struct dhcp_send *send =
			    &bench_action(&b, DHCP_ACTION_SEND)->u.send;

			ck_assert(bench_reply(&b, &reply));
			ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
			ck_assert_uint_eq(reply.yiaddr, 0);
			ck_assert_uint_eq(send->peer.port, 68);
			ck_assert(reply.option_present[43]); /* the item */
		}
		bench_stop(&b);
	}
}
END_TEST

/* One line of ours: told as if it were from [bootfile], and no prompt. */
START_TEST(menu_of_one_line_is_no_choice)
{
	static struct bench b;
	struct packet discover = packet_captured(CAPTURED_OVMF_DISCOVER);
	struct dhcp_message reply;

	bench_conf(&b);
	b.conf.bootpd.menu = menu;
	b.conf.bootpd.menu.items = lines + 3;
	b.conf.bootpd.menu.n = 1;
	ck_assert(!dhcp_menu_put(
	    &b.conf.bootpd.menu, &bios, 1, items, &vendor)); /* nothing */
	bench_start(&b);
	bench_packet(&b, &discover);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_mem_eq(dhcp_message_option(&reply, 67).at, "grubx64.efi", 11);
	ck_assert_uint_eq(dhcp_message_option(&reply, 43).len, 4);
	bench_stop(&b);
	/* another server's, and the disk: these must be asked for */
	for (int i = 0; i < 3; i += 2) {
		struct bw_conf_menu one = menu;

		one.items = lines + i;
		one.n = 1;
		ck_assert(dhcp_menu_put(&one, &bios, 1, items, &vendor));
		ck_assert_uint_eq(vendor.n_items, 1);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/menu");
	TCase *tc = tcase_create("menu");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, menu_put_numbers_what_is_ours);
	tcase_add_test(tc, menu_put_tells_how_boot_servers_are_found);
	tcase_add_test(tc, menu_put_shows_uefi_what_is_for_it);
	tcase_add_test(tc, menu_items_are_found_by_multicast_and_broadcast);
	tcase_add_test(tc, menu_put_is_for_pxe_alone);
	tcase_add_test(tc, menu_find_knows_our_items_by_type);
	tcase_add_test(tc, menu_is_offered_and_answered);
	tcase_add_test(tc, menu_of_one_line_is_no_choice);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
