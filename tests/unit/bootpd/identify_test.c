/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "identify.h"
#include "packets.h"

static int
identify(const struct packet *p, struct dhcp_client *out)
{
	struct dhcp_message m;

	ck_assert_int_eq(dhcp_message_parse(p->bytes, p->len, &m), 0);
	return dhcp_client_identify(&m, out);
}

START_TEST(client_identify_knows_the_real_clients)
{
	static const struct {
		enum captured_name name;
		enum bw_stage stage;
		enum dhcp_family family;
		uint16_t arch;
		bool network_boot;
	} rows[] = {
	    {CAPTURED_IPXE_BIOS_DISCOVER, BW_STAGE_IPXE, DHCP_FAMILY_PXE, 0,
		true},
	    {CAPTURED_IPXE_BIOS_4011, BW_STAGE_IPXE, DHCP_FAMILY_PXE, 0, true},
	    {CAPTURED_IPXE_EFI_DISCOVER, BW_STAGE_IPXE, DHCP_FAMILY_PXE, 7,
		true},
	    {CAPTURED_OVMF_DISCOVER, BW_STAGE_FIRMWARE, DHCP_FAMILY_PXE, 7,
		true},
	    {CAPTURED_OVMF_4011, BW_STAGE_FIRMWARE, DHCP_FAMILY_PXE, 7, true},
	    {CAPTURED_HTTP_DISCOVER, BW_STAGE_FIRMWARE, DHCP_FAMILY_HTTP, 16,
		true},
	    {CAPTURED_SYSLINUX_DISCOVER, BW_STAGE_OS, DHCP_FAMILY_PLAIN,
		PXE_ARCH_NONE, false},
	    {CAPTURED_UDHCPC_DISCOVER, BW_STAGE_OS, DHCP_FAMILY_PLAIN,
		PXE_ARCH_NONE, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = packet_captured(rows[i].name);
		struct dhcp_client c;

		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_int_eq(c.stage, rows[i].stage);
		ck_assert_int_eq(c.family, rows[i].family);
		ck_assert_uint_eq(c.arch, rows[i].arch);
		ck_assert_int_eq(c.network_boot, rows[i].network_boot);
		ck_assert_mem_eq(c.mac, "\x52\x54\0\x77\0\1", 6);
	}
}
END_TEST

/* OVMF sends no option 61, iPXE and udhcpc do: still one machine. */
START_TEST(client_identify_gives_one_identity_to_all_stages)
{
	static const enum captured_name names[] = {CAPTURED_OVMF_DISCOVER,
	    CAPTURED_IPXE_EFI_DISCOVER, CAPTURED_SYSLINUX_DISCOVER,
	    CAPTURED_UDHCPC_DISCOVER};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct packet p = packet_captured(names[i]);
		struct dhcp_client c;

		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_uint_eq(c.id.len, 7);
		ck_assert_mem_eq(c.id.bytes, "\1\x52\x54\0\x77\0\1", 7);
	}
}
END_TEST

START_TEST(client_identify_takes_both_spellings_of_the_user_class)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum bw_stage stage;
	} rows[] = {
	    {"iPXE", 4, BW_STAGE_IPXE},
	    {"\4iPXE", 5, BW_STAGE_IPXE},
	    {"\3abc\4iPXE", 9, BW_STAGE_IPXE},
	    {"iPXe", 4, BW_STAGE_OS},
	    {"iPX", 3, BW_STAGE_OS},
	    {"iPXEx", 5, BW_STAGE_OS},
	    {"\4iPX", 4, BW_STAGE_OS},
	    {"\5iPXE", 5, BW_STAGE_OS},
	    {"\0", 1, BW_STAGE_OS},
	    {"", 0, BW_STAGE_OS},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_client c;

		packet_option(&p, 77, rows[i].bytes, rows[i].len);
		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_int_eq(c.stage, rows[i].stage);
	}
}
END_TEST

START_TEST(client_identify_knows_ipxe_by_option_175)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_client c;

	packet_option(&p, 175, "\xb1", 1);
	ck_assert_int_eq(identify(&p, &c), 0);
	ck_assert_int_eq(c.stage, BW_STAGE_IPXE);
	ck_assert(c.network_boot);
}
END_TEST

START_TEST(client_identify_takes_the_first_known_architecture)
{
	static const struct {
		const char *bytes;
		size_t len;
		uint16_t arch;
	} rows[] = {
	    {"\0\7", 2, 7},
	    {"\7\7\0\11", 4, 9},
	    {"\7\7\7\10", 4, 0x0707},
	    {"\0\7\0", 3, 7},
	    {"\0", 1, PXE_ARCH_NONE},
	    {"", 0, PXE_ARCH_NONE},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_client c;

		packet_option(&p, 93, rows[i].bytes, rows[i].len);
		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_uint_eq(c.arch, rows[i].arch);
	}
}
END_TEST

START_TEST(client_identify_reads_the_architecture_from_the_class)
{
	static const struct {
		const char *class;
		uint16_t arch;
	} rows[] = {
	    {"PXEClient:Arch:00007:UNDI:003000", 7},
	    {"PXEClient:Arch:00011", 11},
	    {"PXEClient:Arch:0001", PXE_ARCH_NONE},
	    {"PXEClient:Arch:0000x:UNDI", PXE_ARCH_NONE},
	    {"PXEClient:Arch:99999:UNDI", PXE_ARCH_NONE},
	    {"PXEClient", PXE_ARCH_NONE},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_client c;

		packet_option_text(&p, 60, rows[i].class);
		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_uint_eq(c.arch, rows[i].arch);
		ck_assert_int_eq(c.family, DHCP_FAMILY_PXE);
	}
}
END_TEST

START_TEST(client_identify_takes_option_61_only_from_two_octets_on)
{
	for (size_t len = 0; len <= 255; len++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_client c;
		uint8_t id[255];

		memset(id, 0xee, sizeof(id));
		packet_option(&p, 61, id, len);
		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_uint_eq(c.id.len, len < 2 ? 7 : len);
	}
}
END_TEST

/* U-Boot (siderolabs/booter 12); an architecture that is none is no sign. */
START_TEST(client_identify_takes_who_tells_its_architecture_for_firmware)
{
	for (size_t len = 0; len <= 3; len++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_client c;

		packet_option_text(&p, 60, "U-Boot.armv8");
		packet_option(&p, 93, "\0\x16\0", len);
		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert_int_eq(c.family, DHCP_FAMILY_PLAIN);
		ck_assert_int_eq(c.network_boot, len >= 2);
		ck_assert_int_eq(
		    c.stage, len >= 2 ? BW_STAGE_FIRMWARE : BW_STAGE_OS);
		ck_assert_uint_eq(c.arch, len >= 2 ? 0x16 : PXE_ARCH_NONE);
	}
}
END_TEST

START_TEST(client_identify_refuses_what_is_not_ethernet)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_client c;

	for (unsigned hlen = 0; hlen <= 16; hlen++) {
		p.bytes[2] = (uint8_t)hlen;
		ck_assert_int_eq(identify(&p, &c), hlen == 6 ? 0 : -ENOTSUP);
	}
	p.bytes[2] = 6;
	p.bytes[1] = 32; /* InfiniBand */
	ck_assert_int_eq(identify(&p, &c), -ENOTSUP);
}
END_TEST

START_TEST(client_identify_takes_a_uuid_of_type_zero_and_full_length)
{
	for (size_t len = 0; len <= 20; len++) {
		struct packet p = packet_begin(1, 0, 1);
		uint8_t value[20] = {0, 0xaa};
		struct dhcp_client c;

		packet_option(&p, 97, value, len);
		ck_assert_int_eq(identify(&p, &c), 0);
		ck_assert(bw_bytes_zero(c.uuid, sizeof(c.uuid)) == (len != 17));
		ck_assert_int_eq(c.network_boot, len == 17);
	}
}
END_TEST

START_TEST(arch_tables_agree)
{
	ck_assert_str_eq(dhcp_arch_str(0), "bios");
	ck_assert_str_eq(dhcp_arch_file(0), "pxelinux.0");
	ck_assert_str_eq(dhcp_arch_str(7), "efi-x64");
	ck_assert_uint_eq(dhcp_arch_kin(9), 7);
	ck_assert_str_eq(dhcp_arch_file(9), "bootx64.efi");
	ck_assert_str_eq(dhcp_arch_file(11), "bootaa64.efi");
	ck_assert_str_eq(dhcp_arch_file(6), "bootia32.efi");
	ck_assert_str_eq(dhcp_arch_str(2), "efi-ia64");
	ck_assert_uint_eq(dhcp_arch_kin(8), 10);
	ck_assert(dhcp_arch_is_http(16) && !dhcp_arch_is_http(7));
	ck_assert(dhcp_arch_is_efi(7) && dhcp_arch_is_efi(33));
	ck_assert(!dhcp_arch_is_efi(0) && !dhcp_arch_is_efi(PXE_ARCH_NONE));
	ck_assert_ptr_null(dhcp_arch_str(1234));
	ck_assert_ptr_null(dhcp_arch_file(PXE_ARCH_NONE));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/identify");
	TCase *tc = tcase_create("client");

	tcase_add_test(tc, client_identify_knows_the_real_clients);
	tcase_add_test(tc, client_identify_gives_one_identity_to_all_stages);
	tcase_add_test(
	    tc, client_identify_takes_both_spellings_of_the_user_class);
	tcase_add_test(tc, client_identify_knows_ipxe_by_option_175);
	tcase_add_test(tc, client_identify_takes_the_first_known_architecture);
	tcase_add_test(
	    tc, client_identify_reads_the_architecture_from_the_class);
	tcase_add_test(
	    tc, client_identify_takes_option_61_only_from_two_octets_on);
	tcase_add_test(
	    tc, client_identify_takes_who_tells_its_architecture_for_firmware);
	tcase_add_test(tc, client_identify_refuses_what_is_not_ethernet);
	tcase_add_test(
	    tc, client_identify_takes_a_uuid_of_type_zero_and_full_length);
	tcase_add_test(tc, arch_tables_agree);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
