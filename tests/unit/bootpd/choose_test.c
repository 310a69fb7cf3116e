/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "choose.h"
#include "packets.h"

#define SERVER IP(10, 0, 0, 1)

static struct bw_conf conf;
static struct bw_conf_settings settings;
static struct dhcp_choice choice;

static void
set_up(void)
{
	struct bench b;

	bench_conf(&b);
	conf = b.conf;
	choice.file[0] = '\0';
}

static struct dhcp_client
firmware(uint16_t arch)
{
	return (struct dhcp_client){
	    .stage = BW_STAGE_FIRMWARE,
	    .family =
		dhcp_arch_is_http(arch) ? DHCP_FAMILY_HTTP : DHCP_FAMILY_PXE,
	    .arch = arch,
	    .network_boot = true,
	};
}

static const struct dhcp_client ipxe = {
    .stage = BW_STAGE_IPXE,
    .family = DHCP_FAMILY_PXE,
    .arch = 7,
    .network_boot = true,
};

static void
check(const struct dhcp_client *client, const char *file)
{
	ck_assert_int_eq(
	    dhcp_choose(&conf, client, &settings, SERVER, &choice), 0);
	ck_assert_str_eq(choice.file, file);
}

static void
check_arch(uint16_t arch, const char *file)
{
	struct dhcp_client client = firmware(arch);

	check(&client, file);
}

START_TEST(choose_has_a_file_for_every_usual_architecture)
{
	conf.httpd.enabled = true;
	check_arch(0, "pxelinux.0");
	check_arch(6, "bootia32.efi");
	check_arch(7, "bootx64.efi");
	check_arch(9, "bootx64.efi");
	check_arch(11, "bootaa64.efi");
	check_arch(15, "http://10.0.0.1/bootia32.efi");
	check_arch(16, "http://10.0.0.1/bootx64.efi");
	check_arch(19, "http://10.0.0.1/bootaa64.efi");
	check_arch(PXE_ARCH_NONE, "pxelinux.0");
	check(&ipxe, "http://10.0.0.1/boot.ipxe");
}
END_TEST

START_TEST(choose_prefers_code_then_name_then_kin_then_default)
{
	struct bw_conf_pair all[] = {{"default", "d"}, {"efi-x64", "name"},
	    {"00007", "code"}, {"00000", "zero"}};

	conf.bootpd.bootfile.items = all;
	conf.bootpd.bootfile.n = ARRAY_LEN(all);
	check_arch(7, "code");
	check_arch(9, "code"); /* served like 7 */
	check_arch(0, "zero");
	check_arch(11, "d");
	check_arch(1234, "d");
	check_arch(PXE_ARCH_NONE, "d");
	conf.bootpd.bootfile.n = 2;
	check_arch(7, "name");
	check_arch(9, "name");
	check_arch(0, "d");
}
END_TEST

START_TEST(choose_says_when_nothing_fits)
{
	struct dhcp_client client = firmware(1234);

	ck_assert_int_eq(
	    dhcp_choose(&conf, &client, &settings, SERVER, &choice), -ENOENT);
	client = firmware(16);
	ck_assert_int_eq(
	    dhcp_choose(&conf, &client, &settings, SERVER, &choice), -ENOTSUP);
	ck_assert_str_ne(dhcp_choose_error_str(-ENOENT), "");
	ck_assert_str_ne(dhcp_choose_error_str(-ENOTSUP), "");
	ck_assert_str_ne(dhcp_choose_error_str(-EMSGSIZE), "");
	ck_assert_str_eq(choice.file, "");
}
END_TEST

START_TEST(choose_makes_urls_with_the_port_when_it_is_not_usual)
{
	struct bw_conf_pair pairs[] = {{"ipxe", "/menu.ipxe"}};

	conf.bootpd.bootfile.items = pairs;
	conf.bootpd.bootfile.n = 1;
	check(&ipxe, "tftp://10.0.0.1/menu.ipxe");
	conf.tftpd.enabled = true;
	conf.tftpd.port = 6969;
	check(&ipxe, "tftp://10.0.0.1:6969/menu.ipxe");
	conf.httpd.enabled = true;
	check(&ipxe, "http://10.0.0.1/menu.ipxe");
	conf.httpd.port = 8080;
	check(&ipxe, "http://10.0.0.1:8080/menu.ipxe");
	check_arch(16, "http://10.0.0.1:8080/bootx64.efi");
}
END_TEST

START_TEST(choose_takes_ipxe_for_firmware_where_it_has_no_entry)
{
	struct bw_conf_pair pairs[] = {{"default", "pxelinux.0"}};

	conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 1};
	check(&ipxe, "pxelinux.0");
}
END_TEST

START_TEST(choose_never_gives_ipxe_itself_again)
{
	static const char *const loaders[] = {"undionly.kpxe", "boot/ipxe.efi",
	    "snponly.efi", "IPXE.EFI", "my-undionly.0"};
	struct bw_conf_pair pairs[] = {{"default", ""}};

	conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 1};
	for (size_t i = 0; i < ARRAY_LEN(loaders); i++) {
		pairs[0].name = "default";
		pairs[0].value = loaders[i];
		check(&ipxe, "tftp://10.0.0.1/boot.ipxe");
		ck_assert(choice.loop_broken);
		pairs[0].name = "ipxe"; /* and be it asked for by name */
		check(&ipxe, "tftp://10.0.0.1/boot.ipxe");
		ck_assert(choice.loop_broken);
	}
}
END_TEST

START_TEST(choose_takes_no_script_for_a_loop)
{
	static const char *const scripts[] = {"http://h/ipxe.php?mac=${mac}",
	    "http://h/ipxe/menu", "http://h/my.ipxe", "http://h/ipxe.cfg"};
	struct bw_conf_pair pairs[] = {{"ipxe", ""}};

	conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 1};
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		pairs[0].value = scripts[i];
		check(&ipxe, scripts[i]);
		ck_assert(!choice.loop_broken);
	}
}
END_TEST

START_TEST(choose_knows_entries_of_ipxe_by_architecture)
{
	struct bw_conf_pair pairs[] = {
	    {"ipxe-efi-x64", "grubx64.efi"}, {"ipxe", "menu.ipxe"}};
	struct dhcp_client bios = ipxe;
	struct dhcp_client bc = ipxe;

	conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 2};
	bios.arch = PXE_ARCH_BIOS;
	bc.arch = PXE_ARCH_EFI_BC;
	check(&ipxe, "tftp://10.0.0.1/grubx64.efi");
	check(&bc, "tftp://10.0.0.1/grubx64.efi");
	check(&bios, "tftp://10.0.0.1/menu.ipxe");
}
END_TEST

START_TEST(url_is_numeric_tells_names_from_addresses)
{
	ck_assert(dhcp_url_is_numeric("http://10.0.0.1/a"));
	ck_assert(dhcp_url_is_numeric("http://10.0.0.1:8080/a"));
	ck_assert(dhcp_url_is_numeric("http://10.0.0.1"));
	ck_assert(dhcp_url_is_numeric("bootx64.efi"));
	ck_assert(!dhcp_url_is_numeric("http://boot.example/10.0.0.1"));
	ck_assert(!dhcp_url_is_numeric("http://10.0.0.1.example/"));
	ck_assert(!dhcp_url_is_numeric("http://[fd00::1]/a"));
}
END_TEST

START_TEST(choose_sends_ipxe_to_the_configured_next_server)
{
	settings.next_server = IP(10, 9, 9, 9);
	conf.tftpd.enabled = true;
	conf.tftpd.port = 6969;
	check(&ipxe, "tftp://10.9.9.9/boot.ipxe");
	ck_assert_uint_eq(
	    dhcp_choose_next_server(&settings, SERVER), IP(10, 9, 9, 9));
	settings.next_server = 0;
	ck_assert_uint_eq(dhcp_choose_next_server(&settings, SERVER), SERVER);
}
END_TEST

START_TEST(choose_takes_urls_as_they_are)
{
	struct bw_conf_pair pairs[] = {{"ipxe", "https://h/x.ipxe"},
	    {"http-x64", "http://h/y.efi"}, {"bios", "tftp://h/z"}};

	conf.bootpd.bootfile.items = pairs;
	conf.bootpd.bootfile.n = ARRAY_LEN(pairs);
	check(&ipxe, "https://h/x.ipxe");
	check_arch(16, "http://h/y.efi");
	check_arch(0, "tftp://h/z");
}
END_TEST

START_TEST(choose_lets_a_host_override_firmware_but_not_ipxe)
{
	struct bw_conf_settings host = {.boot_file = "own.0"};
	struct dhcp_client bios = firmware(0);
	struct dhcp_client http = firmware(16);

	conf.httpd.enabled = true;
	ck_assert_int_eq(dhcp_choose(&conf, &bios, &host, SERVER, &choice), 0);
	ck_assert_str_eq(choice.file, "own.0");
	ck_assert_int_eq(dhcp_choose(&conf, &http, &host, SERVER, &choice), 0);
	ck_assert_str_eq(choice.file, "http://10.0.0.1/own.0");
	ck_assert_int_eq(dhcp_choose(&conf, &ipxe, &host, SERVER, &choice), 0);
	ck_assert_str_eq(choice.file, "http://10.0.0.1/boot.ipxe");
	host.boot_file = "";
	ck_assert_int_eq(dhcp_choose(&conf, &bios, &host, SERVER, &choice), 0);
	ck_assert_str_eq(choice.file, "pxelinux.0");
}
END_TEST

START_TEST(choose_refuses_a_name_longer_than_an_option)
{
	char name[257];
	struct bw_conf_pair pairs[] = {{"default", name}};
	struct dhcp_client bios = firmware(0);

	memset(name, 'a', 256);
	name[255] = '\0';
	conf.bootpd.bootfile.items = pairs;
	conf.bootpd.bootfile.n = 1;
	check_arch(0, name);
	name[255] = 'a';
	name[256] = '\0';
	ck_assert_int_eq(
	    dhcp_choose(&conf, &bios, &settings, SERVER, &choice), -EMSGSIZE);
	pairs[0].name = "ipxe";
	conf.httpd.enabled = true;
	ck_assert_int_eq(
	    dhcp_choose(&conf, &ipxe, &settings, SERVER, &choice), -EMSGSIZE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/choose");
	TCase *tc = tcase_create("choose");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, choose_has_a_file_for_every_usual_architecture);
	tcase_add_test(tc, choose_prefers_code_then_name_then_kin_then_default);
	tcase_add_test(tc, choose_says_when_nothing_fits);
	tcase_add_test(
	    tc, choose_makes_urls_with_the_port_when_it_is_not_usual);
	tcase_add_test(
	    tc, choose_takes_ipxe_for_firmware_where_it_has_no_entry);
	tcase_add_test(tc, choose_never_gives_ipxe_itself_again);
	tcase_add_test(tc, choose_takes_no_script_for_a_loop);
	tcase_add_test(tc, choose_knows_entries_of_ipxe_by_architecture);
	tcase_add_test(tc, url_is_numeric_tells_names_from_addresses);
	tcase_add_test(tc, choose_sends_ipxe_to_the_configured_next_server);
	tcase_add_test(tc, choose_takes_urls_as_they_are);
	tcase_add_test(tc, choose_lets_a_host_override_firmware_but_not_ipxe);
	tcase_add_test(tc, choose_refuses_a_name_longer_than_an_option);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
