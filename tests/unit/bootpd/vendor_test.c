/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "vendor.h"

static uint8_t out[DHCP_VENDOR_MAX];

static void
check(const struct dhcp_vendor *vendor, const void *bytes, size_t len)
{
	int n = dhcp_vendor_build(vendor, out);

	ck_assert_int_eq(n, (int)len);
	ck_assert_mem_eq(out, bytes, len);
}

START_TEST(vendor_build_has_nothing_to_say)
{
	const struct dhcp_vendor vendor = {0};

	ck_assert_int_eq(dhcp_vendor_build(&vendor, out), 0);
}
END_TEST

START_TEST(vendor_build_tells_to_take_the_file)
{
	const struct dhcp_vendor vendor = {
	    .has_control = true, .control = PXE_DISCOVERY_USE_FILE};

	check(&vendor, "\6\1\10\xff", 4);
}
END_TEST

START_TEST(vendor_build_writes_a_menu)
{
	static const struct dhcp_menu_item items[] = {
	    {PXE_TYPE_LOCAL, 0, "Disk"},
	    {0x8000, 0x0a4d0001, "Linux"},
	    {0x8001, 0x0a4d0002, "Tests"},
	};
	const struct dhcp_vendor vendor = {
	    .has_control = true,
	    .control = 7,
	    .items = items,
	    .n_items = 3,
	    .timeout_s = 10,
	    .prompt = "Press F8",
	};

	check(&vendor,
	    "\6\1\7"
	    "\10\16\x80\0\1\12\115\0\1\x80\1\1\12\115\0\2"
	    "\11\27\0\0\4Disk\x80\0\5Linux\x80\1\5Tests"
	    "\12\11\12Press F8\xff",
	    3 + 16 + 25 + 11 + 1);
}
END_TEST

START_TEST(vendor_build_says_what_a_raspberry_pi_looks_for)
{
	const struct dhcp_vendor vendor = {
	    .has_control = true,
	    .control = PXE_DISCOVERY_USE_FILE,
	    .raspberry_pi = true,
	};

	check(&vendor, "\6\1\10\12\4\0PXE\11\24\0\0\21Raspberry Pi Boot\xff",
	    3 + 6 + 22 + 1);
}
END_TEST

START_TEST(vendor_build_returns_the_boot_item)
{
	const struct dhcp_vendor vendor = {
	    .boot_item = {(const uint8_t *)"\x80\0\0\0", 4}};

	check(&vendor, "\x47\4\x80\0\0\0\xff", 7);
}
END_TEST

START_TEST(vendor_build_refuses_more_than_an_option)
{
	struct dhcp_menu_item items[16];
	struct dhcp_vendor vendor = {.items = items, .prompt = ""};

	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		items[i] = (struct dhcp_menu_item){
		    .type = 0x8000, .server = 1, .text = "0123456789"};
	}
	vendor.n_items = 12; /* 2 + 12 * 7, 2 + 12 * 13, 3, 1 */
	ck_assert_int_eq(dhcp_vendor_build(&vendor, out), 248);
	vendor.n_items = 13;
	ck_assert_int_eq(dhcp_vendor_build(&vendor, out), -EMSGSIZE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/vendor");
	TCase *tc = tcase_create("build");

	tcase_add_test(tc, vendor_build_has_nothing_to_say);
	tcase_add_test(tc, vendor_build_tells_to_take_the_file);
	tcase_add_test(tc, vendor_build_writes_a_menu);
	tcase_add_test(tc, vendor_build_says_what_a_raspberry_pi_looks_for);
	tcase_add_test(tc, vendor_build_returns_the_boot_item);
	tcase_add_test(tc, vendor_build_refuses_more_than_an_option);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
