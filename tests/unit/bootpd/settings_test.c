/* SPDX-License-Identifier: ISC */
/* Classes, hosts by each of their keys, and whose word counts. */
#include "unit.h"

#include "classify.h"
#include "nets.h"
#include "settings.h"

static struct nets n;

#define NAMES(...)                                                             \
	{                                                                      \
		(const char *[]){__VA_ARGS__},                                 \
		    ARRAY_LEN(((const char *[]){__VA_ARGS__}))                 \
	}
#define BYTES(text)                                                            \
	((struct bw_conf_bytes){(const uint8_t *)(text), sizeof(text) - 1})

static void
set_up(void)
{
	nets_conf(&n);
}

static void
tear_down(void)
{
	bench_stop(&n.b);
}

static struct bw_conf_option
option(uint8_t code, const char *bytes, size_t len)
{
	return (struct bw_conf_option){.code = code,
	    .type = BW_CONF_OPTION_HEX,
	    .text = "",
	    .value = {(const uint8_t *)bytes, len}};
}

static void
set_options(struct bw_conf_settings *settings, struct bw_conf_option *items,
    size_t n_items)
{
	settings->options = (struct bw_conf_options){items, n_items};
}

static void
set_classes(struct bw_conf_class *items, size_t n_items)
{
	n.b.conf.bootpd.classes = (struct bw_conf_classes){items, n_items};
	nets_restart(&n);
}

static void
set_hosts(struct bw_conf_host *items, size_t n_items)
{
	n.b.conf.bootpd.hosts =
	    (struct bw_conf_hosts){.items = items, .n = n_items};
	nets_restart(&n);
}

static bool
said(uint8_t code, const char *bytes, size_t len)
{
	struct dhcp_bytes found =
	    dhcp_message_option(&n.reply, (enum dhcp_option)code);

	return found.at != NULL && found.len == len &&
	       memcmp(found.at, bytes, len) == 0;
}

START_TEST(pattern_has_stars_for_any_bytes)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} rows[] = {{"", "", true}, {"", "a", false}, {"a", "a", true},
	    {"a", "b", false}, {"a", "", false}, {"*", "", true},
	    {"*", "abc", true}, {"PXEClient*", "PXEClient:Arch", true},
	    {"PXEClient*", "PXEClien", false},
	    {"*Arch:*7*", "x:Arch:007y", true}, {"*ab", "aab", true},
	    {"*aab*", "aaaabc", true}, {"a*b*c", "axxbyyc", true},
	    {"a*b*c", "axxbyycz", false}, {"*b", "bbbbbc", false},
	    {"a**", "a", true}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dhcp_bytes bytes = {
		    (const uint8_t *)rows[i].text, strlen(rows[i].text)};

		ck_assert_msg(dhcp_pattern_matches(rows[i].pattern, bytes) ==
				  rows[i].matches,
		    "%s %s", rows[i].pattern, rows[i].text);
	}
}
END_TEST

/* Every condition alone, met by the packet of the row and not by a plain one. */
START_TEST(each_condition_of_a_class_decides)
{
	static struct bw_conf_network relays[] = {{NETS_FAR_RELAY, UINT32_MAX}};
	struct bw_conf_class rows[] = {
	    {.vendor_class = NAMES("nobody", "PXE*:00007:*")},
	    {.user_class = NAMES("iPXE")},
	    {.circuit_id = NAMES("eth0/*")},
	    {.remote_id = NAMES("0x0a0b*")},
	    {.arch = NAMES("bios", "efi-x64")},
	    {.arch = NAMES("7")},
	    {.uuid = NAMES("04030201-*")},
	    {.mac = NAMES("52-54-00-00-00-1E")},
	    {.mac = NAMES("99", "5254:0000")},
	    {.interface = NAMES("eth*")},
	    {.relay = {relays, 1}},
	};
	struct bw_conf_option mark = option(224, "\x01", 1);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = packet_begin(30, 0, 30);
		struct packet q = packet_begin(31, 0, 0x99000000);

		rows[i].name = "c";
		set_options(&rows[i].settings, &mark, 1);
		set_classes(&rows[i], 1);
		packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
		packet_option_text(&p, 60, "PXEClient:Arch:00007:UNDI:003016");
		packet_option(&p, 77,
		    "\x03"
		    "foo\x04"
		    "iPXE",
		    9);
		packet_option(&p, 82,
		    "\x01\x06"
		    "eth0/7\x02\x03\x0a\x0b\x0c",
		    13);
		packet_option(&p, 97,
		    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d"
		    "\x0e\x0f\x10",
		    17);
		packet_patch_u32(&p, PACKET_GIADDR, NETS_FAR_RELAY);
		ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
		ck_assert_msg(said(224, "\x01", 1), "class %zu", i);
		packet_option_u8(&q, 53, DHCP_TYPE_DISCOVER);
		ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
		ck_assert_msg(!said(224, "\x01", 1), "class %zu", i);
	}
}
END_TEST

START_TEST(class_of_unknown_architectures_may_be_dropped)
{
	static const struct {
		uint16_t arch;
		bool dropped;
	} rows[] = {{33, true}, {1, true}, {0, false}, {7, false}};
	struct bw_conf_class one = {.name = "strange",
	    .arch = NAMES("unknown"),
	    .allow = BW_CONF_TRISTATE_NO};
	struct packet plain = nets_discover(37);

	set_classes(&one, 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = nets_discover(38 + (uint32_t)i);

		packet_option_text(&p, 60, "PXEClient");
		packet_option_u16(&p, 93, rows[i].arch);
		ck_assert_msg(
		    nets_ask(&n, &p, BENCH_IFINDEX) != rows[i].dropped, "%u",
		    (unsigned)rows[i].arch);
		ck_assert(bench_has(&n.b, DHCP_ACTION_EVENT));
	}
	ck_assert(nets_ask(&n, &plain, BENCH_IFINDEX));
}
END_TEST

START_TEST(class_may_have_times)
{
	/* The bench's clock says Friday 08:00 UTC. */
	struct bw_conf_span spans[] = {
	    {.from_min = 1, .until_min = 2}, {4, 4, 9 * 60, 17 * 60}};
	struct bw_conf_zone_change berlin = {0, 3600};
	struct bw_conf_class one = {.name = "c", .time = {spans, 2}};
	struct bw_conf_option mark = option(224, "\x01", 1);
	struct packet p = nets_discover(36), q = nets_discover(36);

	set_options(&one.settings, &mark, 1);
	set_classes(&one, 1);
	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert(!said(224, "\x01", 1));
	n.b.conf.bootpd.zone = (struct bw_conf_zone){&berlin, 1};
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert(said(224, "\x01", 1));
}
END_TEST

START_TEST(all_conditions_of_a_class_must_be_met)
{
	struct bw_conf_class one = {
	    .name = "c", .mac = NAMES("52-54"), .user_class = NAMES("x")};
	struct bw_conf_option mark = option(224, "\x01", 1);
	struct packet p = nets_discover(32), q = nets_discover(32);

	set_options(&one.settings, &mark, 1);
	set_classes(&one, 1);
	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert(!said(224, "\x01", 1));
	packet_option_text(&q, 77, "x");
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert(said(224, "\x01", 1));
}
END_TEST

START_TEST(replies_to_a_mac_bear_the_tags_of_its_subnet)
{
	struct packet p = nets_discover(50), q = nets_discover(51);
	struct packet renewal = packet_begin(52, 0, 50);
	const struct dhcp_send *send;

	n.subnets[NETS_LAB].tags = (struct bw_conf_tags){{7, 5}, 2};
	nets_restart(&n);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_LINK);
	ck_assert_uint_eq(send->tags.n, 2);
	ck_assert_uint_eq(send->tags.tci[1], 5);
	packet_patch_u32(&renewal, PACKET_CIADDR, n.reply.yiaddr);
	packet_option_u8(&renewal, 53, DHCP_TYPE_REQUEST);
	n.b.conf.bootpd.authoritative = true;
	ck_assert(nets_ask(&n, &renewal, NETS_LAB_IFINDEX));
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_LINK); /* not the kernel's */
	ck_assert_uint_eq(send->tags.n, 2);
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert_uint_eq(
	    bench_action(&n.b, DHCP_ACTION_SEND)->u.send.tags.n, 0);
}
END_TEST

START_TEST(guards_keep_pools_for_classes)
{
	struct bw_conf_class phones = {
	    .name = "phones", .vendor_class = NAMES("phone")};
	struct packet p = nets_discover(33), q = nets_discover(34);
	struct packet r = packet_begin(35, 0, 35); /* BOOTP */

	n.lab_pools[0].guard = BW_CONF_GUARD_NOT;
	n.lab_pools[0].class_name = "phones";
	n.lab_pools[1].class_name = "phones";
	set_classes(&phones, 1);
	packet_option_text(&r, 60, "phone");
	ck_assert(!nets_ask(&n, &r, NETS_LAB_IFINDEX)); /* it keeps it */
	packet_option_text(&p, 60, "phone");
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr, IP(10, 1, 0, 5));
	packet_option_u32(&q, 50, IP(10, 1, 0, 5));
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert_uint_ge(n.reply.yiaddr, NETS_LAB_POOL);
}
END_TEST

START_TEST(most_specific_word_counts)
{
	struct bw_conf_class classes[] = {{.name = "a", .mac = NAMES("52")},
	    {.name = "b", .mac = NAMES("52")}};
	struct bw_conf_host host = {
	    .name = "h", .mac = {0x52, 0x54, 0, 0, 0, 40}, .hostname = ""};
	struct bw_conf_option all[] = {option(224, "g", 1), option(225, "g", 1),
	    option(226, "g", 1), option(227, "g", 1), option(15, "g", 1)};
	struct bw_conf_option subnet[] = {
	    option(225, "s", 1), option(226, "s", 1), option(227, "s", 1)};
	struct bw_conf_option a[] = {option(226, "a", 1), option(227, "a", 1)};
	struct bw_conf_option b[] = {option(226, "b", 1), option(228, "b", 1)};
	struct bw_conf_option own[] = {option(227, "h", 1)};
	struct packet p = nets_discover(40);

	set_options(&n.b.conf.bootpd.settings, all, ARRAY_LEN(all));
	set_options(&n.subnets[NETS_LAB].settings, subnet, ARRAY_LEN(subnet));
	set_options(&classes[0].settings, a, ARRAY_LEN(a));
	set_options(&classes[1].settings, b, ARRAY_LEN(b));
	set_options(&host.settings, own, ARRAY_LEN(own));
	classes[0].settings.lease_time_s = 500;
	classes[1].settings.lease_time_s = 600;
	host.settings.domain = "own.test";
	set_classes(classes, 2);
	set_hosts(&host, 1);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert(said(224, "g", 1));
	ck_assert(said(225, "s", 1));
	ck_assert(said(226, "a", 1)); /* the first class */
	ck_assert(said(227, "h", 1));
	ck_assert(said(228, "b", 1));
	ck_assert(said(15, "g", 1)); /* an option goes before a key */
	ck_assert_uint_eq(nets_option_u32(&n, 51), 500);
}
END_TEST

START_TEST(options_are_for_those_who_ask_or_for_all_always)
{
	struct bw_conf_option all[] = {
	    option(224, "x", 1), option(225, "y", 1), option(42, "ntp!", 4)};
	struct packet p = nets_discover(41);
	struct bw_addr ntp = bw_addr_ipv4(IP(10, 1, 0, 9), 0);

	all[1].always = true;
	set_options(&n.b.conf.bootpd.settings, all, 2);
	n.b.conf.bootpd.settings.ntp = (struct bw_conf_addrs){&ntp, 1};
	nets_restart(&n);
	packet_option(&p, 55, "\x01\x2a", 2);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert(!said(224, "x", 1));
	ck_assert(said(225, "y", 1));
	ck_assert(said(42, "\x0a\x01\x00\x09", 4));
}
END_TEST

START_TEST(lists_of_routers_are_one_option)
{
	struct bw_addr routers[] = {bw_addr_ipv4(IP(10, 1, 0, 254), 0),
	    bw_addr_ipv4(IP(10, 1, 0, 253), 0)};
	struct packet p = nets_discover(42);

	n.subnets[NETS_LAB].settings.router =
	    (struct bw_conf_addrs){routers, 2};
	nets_restart(&n);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert(said(3, "\x0a\x01\x00\xfe\x0a\x01\x00\xfd", 8));
}
END_TEST

START_TEST(host_is_found_by_each_of_its_keys)
{
	struct bw_conf_host hosts[] = {
	    {.name = "m", .mac = {0x52, 0x54, 0, 0, 0, 50}},
	    {.name = "u",
		.uuid = {4, 3, 2, 1, 6, 5, 8, 7, 9, 10, 11, 12, 13, 14, 15,
		    16}},
	    {.name = "c", .client_id = BYTES("\x01\x02\x03")},
	    {.name = "t", .client_id = BYTES("the one")},
	    {.name = "p", .circuit_id = BYTES("eth0/7")},
	};
	struct packet rows[] = {nets_discover(50), nets_discover(51),
	    nets_discover(52), nets_discover(53), nets_discover(54)};

	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		hosts[i].hostname = "";
		hosts[i].address = IP(10, 1, 0, 60) + (uint32_t)i;
	}
	set_hosts(hosts, ARRAY_LEN(hosts));
	packet_option(&rows[1], 97,
	    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
	    "\x10",
	    17);
	packet_option(&rows[2], 61, "\x01\x02\x03", 3);
	packet_option(&rows[3], 61, "\x00the one", 8);
	packet_option(&rows[4], 82,
	    "\x01\x06"
	    "eth0/7",
	    8);
	packet_patch_u32(&rows[4], PACKET_GIADDR, IP(10, 1, 0, 254));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert(nets_ask(&n, &rows[i], NETS_LAB_IFINDEX));
		ck_assert_uint_eq(n.reply.yiaddr, hosts[i].address);
	}
}
END_TEST

START_TEST(reservation_wins_at_the_next_renewal)
{
	struct bw_conf_host host = {.name = "h",
	    .mac = {0x52, 0x54, 0, 0, 0, 60},
	    .hostname = "",
	    .address = IP(10, 1, 0, 77)};
	struct packet p = nets_discover(60), q = packet_begin(60, 0, 60);
	struct packet r = packet_begin(60, 0, 60), s = nets_discover(60);
	struct bw_lease lease;

	nets_restart(&n);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	packet_option_u8(&q, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&q, 54, NETS_LAB_SERVER);
	packet_option_u32(&q, 50, n.reply.yiaddr);
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	lease = bench_action(&n.b, DHCP_ACTION_COMMIT)->u.lease;
	set_hosts(&host, 1); /* as after a restart with a new configuration */
	ck_assert_int_eq(dhcp_core_lease_loaded(n.b.core, &lease), 0);
	packet_patch_u32(&r, PACKET_CIADDR, lease.address);
	packet_option_u8(&r, 53, DHCP_TYPE_REQUEST);
	ck_assert(nets_ask(&n, &r, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	ck_assert(nets_ask(&n, &s, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr, host.address);
}
END_TEST

START_TEST(reserved_addresses_are_for_nobody_else)
{
	struct bw_conf_host hosts[] = {{.name = "a",
					   .mac = {2, 2, 2, 2, 2, 1},
					   .hostname = "",
					   .address = NETS_LAB_POOL},
	    {.name = "b",
		.mac = {2, 2, 2, 2, 2, 2},
		.hostname = "",
		.address = NETS_LAB_POOL + 1}};
	struct packet p = nets_discover(61), q = nets_discover(62);

	set_hosts(hosts, 1);
	packet_option_u32(&p, 50, NETS_LAB_POOL);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr, NETS_LAB_POOL + 1);
	set_hosts(hosts, 2);
	ck_assert(!nets_ask(&n, &q, NETS_LAB_IFINDEX));
}
END_TEST

START_TEST(hosts_and_classes_are_allowed_and_denied_by_name)
{
	static const struct {
		enum bw_conf_tristate host, class_says;
		enum bw_conf_tristate simple;
		bool served;
	} rows[] = {
	    {BW_CONF_TRISTATE_UNSET, BW_CONF_TRISTATE_UNSET,
		BW_CONF_TRISTATE_YES, true},
	    {BW_CONF_TRISTATE_UNSET, BW_CONF_TRISTATE_UNSET,
		BW_CONF_TRISTATE_NO, false},
	    {BW_CONF_TRISTATE_NO, BW_CONF_TRISTATE_YES, BW_CONF_TRISTATE_YES,
		false},
	    {BW_CONF_TRISTATE_UNSET, BW_CONF_TRISTATE_NO, BW_CONF_TRISTATE_YES,
		false},
	    {BW_CONF_TRISTATE_YES, BW_CONF_TRISTATE_NO, BW_CONF_TRISTATE_NO,
		true},
	    {BW_CONF_TRISTATE_UNSET, BW_CONF_TRISTATE_YES, BW_CONF_TRISTATE_NO,
		true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bw_conf_class one = {.name = "c",
		    .mac = NAMES("52"),
		    .allow = rows[i].class_says};
		struct bw_conf_host host = {.name = "h",
		    .mac = {0x52, 0x54, 0, 0, 0, 63},
		    .hostname = "",
		    .address = IP(10, 1, 0, 88),
		    .allow = rows[i].host};
		struct packet p = nets_discover(63);

		n.b.conf.bootpd.allow_simple_dhcp = rows[i].simple;
		set_classes(&one, 1);
		set_hosts(&host, 1);
		ck_assert_msg(
		    nets_ask(&n, &p, NETS_LAB_IFINDEX) == rows[i].served,
		    "row %zu", i);
	}
}
END_TEST

START_TEST(boot_files_and_servers_are_of_the_most_specific)
{
	struct bw_conf_class one = {.name = "c",
	    .arch = NAMES("efi-x64"),
	    .settings = {.boot_file = "class.efi",
		.ipxe_file = "tftp://h/class.ipxe",
		.next_server = IP(10, 1, 0, 3)}};
	struct packet p = nets_discover(64), q = nets_discover(65);

	set_classes(&one, 1);
	packet_option_text(&p, 60, "PXEClient:Arch:00007:UNDI:003016");
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert(said(67, "class.efi", 9));
	ck_assert_uint_eq(n.reply.siaddr, IP(10, 1, 0, 3));
	packet_option_text(&q, 60, "PXEClient:Arch:00007:UNDI:003016");
	packet_option_text(&q, 77, "iPXE");
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert(said(67, "tftp://h/class.ipxe", 19));
}
END_TEST

START_TEST(quirks_of_all_scopes_add_up)
{
	struct bw_conf_class one = {.name = "c",
	    .arch = NAMES("bios"),
	    .settings = {.quirks = BW_CONF_QUIRK_NO_66}};
	struct packet p = nets_discover(66), q = nets_discover(67);

	n.subnets[NETS_LAB].settings.quirks = BW_CONF_QUIRK_NO_67;
	set_classes(&one, 1);
	packet_option_text(&p, 60, "PXEClient:Arch:00000:UNDI:002001");
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert(!n.reply.option_present[66]);
	ck_assert(!n.reply.option_present[67]);
	packet_option_text(&q, 60, "PXEClient:Arch:00007:UNDI:003016");
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert(n.reply.option_present[66]);
	ck_assert(!n.reply.option_present[67]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/settings");
	TCase *tc = tcase_create("settings");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, pattern_has_stars_for_any_bytes);
	tcase_add_test(tc, each_condition_of_a_class_decides);
	tcase_add_test(tc, class_of_unknown_architectures_may_be_dropped);
	tcase_add_test(tc, class_may_have_times);
	tcase_add_test(tc, all_conditions_of_a_class_must_be_met);
	tcase_add_test(tc, replies_to_a_mac_bear_the_tags_of_its_subnet);
	tcase_add_test(tc, guards_keep_pools_for_classes);
	tcase_add_test(tc, most_specific_word_counts);
	tcase_add_test(tc, options_are_for_those_who_ask_or_for_all_always);
	tcase_add_test(tc, lists_of_routers_are_one_option);
	tcase_add_test(tc, host_is_found_by_each_of_its_keys);
	tcase_add_test(tc, reservation_wins_at_the_next_renewal);
	tcase_add_test(tc, reserved_addresses_are_for_nobody_else);
	tcase_add_test(tc, hosts_and_classes_are_allowed_and_denied_by_name);
	tcase_add_test(tc, boot_files_and_servers_are_of_the_most_specific);
	tcase_add_test(tc, quirks_of_all_scopes_add_up);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
