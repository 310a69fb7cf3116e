/* SPDX-License-Identifier: ISC */
/* What must hold between keys. */
#include "common/conf_say.h"
#include "conf/origin.h"

/* bw_conf_check() of the text; the complaints are in said. */
static int
check(const char *text, struct said *said)
{
	struct bw_conf conf;
	int error;

	bw_conf_init(&conf);
	feed_good(&conf, text);
	*said = (struct said){0};
	error = bw_conf_check(&conf, say, said);
	ck_assert_int_eq(error, said->n == 0 ? 0 : -EBADMSG);
	bw_conf_fini(&conf);
	return error;
}

static void
right(const char *text)
{
	struct said said;

	ck_assert_msg(check(text, &said) == 0, "%s", said.lines[0]);
}

static void
wrong(const char *text, const char *complaint)
{
	struct said said;

	check(text, &said);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(said.lines[0], complaint);
}

START_TEST(conf_check_wants_a_certificate_and_its_key)
{
	right("[httpd]\nroot = /a\n[tls]\ncertificate = /c\nkey = /k\n");
	wrong("[httpd]\nroot = /a\n[tls]\ncertificate = /c\n",
	    "tls.key: missing; a certificate and its key go together");
	wrong("[httpd]\nroot = /a\n[tls]\nkey = /k\n",
	    "tls.certificate: missing; a certificate and its key go together");
	right("[nbdd]\ntls = require\n[export e]\npath = /e\n"
	      "[tls]\ncertificate = /c\nkey = /k\n");
	wrong("[nbdd]\ntls = require\n[export e]\npath = /e\n",
	    "nbdd.tls: require needs a certificate in [tls]");
	wrong("[nbdd]\n[export e]\npath = /e\ntls = require\n",
	    "export e.tls: require needs a certificate in [tls], and nbdd.tls");
	wrong("[nbdd]\ntls = no\n[export e]\npath = /e\ntls = require\n"
	      "[tls]\ncertificate = /c\nkey = /k\n",
	    "export e.tls: require needs a certificate in [tls], and nbdd.tls");
	right("[httpd]\nroot = /a\nport = 443\n");
	wrong("[httpd]\nroot = /a\nport = 443\n"
	      "[tls]\ncertificate = /c\nkey = /k\n",
	    "httpd.tls_port: the same as httpd.port");
}
END_TEST

START_TEST(conf_check_wants_roots)
{
	right("[tftpd]\nroot = /srv\n[httpd]\nroot = srv\n");
	wrong("[tftpd]\n",
	    "tftpd.root: missing; it names the directory served, or a URL");
	wrong("[httpd]\n",
	    "httpd.root: missing; it names the directory served, or a URL");
	right("[tftpd]\nroot = http://example/x\n");
	right("[root a]\npath = https://[::1]:8443\n");
	wrong("[tftpd]\nroot = ftp://example/x\n",
	    "tftpd.root: \"ftp://example/x\" is not http://HOST[:PORT]/PATH, "
	    "or https (no user, no query; other bytes as %XX)");
	wrong("[fetchd]\nredirects = http://a, http://b/c\n",
	    "fetchd.redirects: \"http://b/c\" is not http://HOST[:PORT], or "
	    "https");
	right("[tftpd]\n[root a]\npath = /a\nprefix = /a/\n");
	wrong("[httpd]\nroot = /srv\n[root a]\nprefix = a\n",
	    "root a.path: missing");
	wrong("[httpd]\n[root a]\npath = /a\nhttpd = no\n",
	    "httpd.root: missing; it names the directory served, or a URL");
	wrong("[tftpd]\nroot = /a\n[root b]\npath = /b\n",
	    "tftpd: two roots with the prefix \"/\"");
	right("[tftpd]\nroot = /a\n[root b]\npath = /b\ntftpd = no\n");
	/* a service that is not there needs nothing */
	right("[filters]\na = b\n");
}
END_TEST

START_TEST(conf_check_wants_bootpd_to_have_something_to_give)
{
	right("[bootpd]\npool_start = 10.0.0.1\n");
	right("[bootpd]\npool_start = 10.0.0.1\npool_count = 0\n");
	right("[bootpd]\nproxy = yes\n");
	right("[bootpd]\n[static_dhcp]\naa-bb-cc-dd-ee-ff = 10.0.0.1\n");
	wrong("[bootpd]\n[host a]\nmac = aa-bb-cc-dd-ee-ff\n",
	    "bootpd.pool_start: missing; without a pool there must be an "
	    "interface to take one from, hosts with addresses, or proxy = "
	    "yes");
	right("[bootpd]\ninterface = eth0\n");
}
END_TEST

START_TEST(conf_check_holds_the_pool_within_ipv4)
{
	right("[bootpd]\npool_start = 255.255.255.250\npool_count = 6\n");
	wrong("[bootpd]\npool_start = 255.255.255.250\npool_count = 7\n",
	    "bootpd.pool_count: the pool goes beyond 255.255.255.255");
}
END_TEST

START_TEST(conf_check_wants_a_netmask_of_ones_then_zeros)
{
	right("[bootpd]\npool_start = 10.0.0.1\nnetmask = 255.255.254.0\n");
	right("[bootpd]\npool_start = 10.0.0.1\nnetmask = 255.255.255.255\n");
	wrong("[bootpd]\npool_start = 10.0.0.1\nnetmask = 255.0.255.0\n",
	    "bootpd.netmask: its ones and zeros are mixed");
}
END_TEST

START_TEST(conf_check_wants_the_section_that_access_names)
{
	right("[bootpd]\nproxy = on\naccess = mac\n[mac]\n");
	right("[bootpd]\nproxy = on\naccess = uuid\n[uuid]\n");
	right("[bootpd]\nproxy = on\naccess = http\n[http]\nlocation = h\n");
	wrong("[bootpd]\nproxy = on\naccess = mac\n[uuid]\n",
	    "bootpd.access: mac needs a section [mac]");
	wrong("[bootpd]\nproxy = on\naccess = uuid\n",
	    "bootpd.access: uuid needs a section [uuid]");
	wrong("[bootpd]\nproxy = on\naccess = http\n[http]\npxe = x\n",
	    "bootpd.access: http needs http.location");
}
END_TEST

START_TEST(conf_check_refuses_hosts_that_share)
{
	wrong("[bootpd]\nproxy = on\n[host a]\nmac = 00-00-00-00-00-01\n"
	      "[host b]\nmac = 00-00-00-00-00-02\n"
	      "[host c]\nmac = 00-00-00-00-00-01\n",
	    "[host c]: the same MAC address as [host a]");
	wrong("[bootpd]\nproxy = on\n[static_dhcp]\n"
	      "00-00-00-00-00-01 = 10.0.0.1\n00-00-00-00-00-02 = 10.0.0.1\n",
	    "static_dhcp.00:00:00:00:00:02: the same address as "
	    "static_dhcp.00:00:00:00:00:01");
	wrong("[bootpd]\nproxy = on\n[host a]\naddress = 10.0.0.1\n",
	    "host a: needs a mac, uuid, client_id or circuit_id");
	/* no address at all is not the same address */
	right("[bootpd]\nproxy = on\n[host a]\nmac = 00-00-00-00-00-01\n"
	      "[host b]\nmac = 00-00-00-00-00-02\n");
}
END_TEST

START_TEST(conf_check_wants_two_ports_for_bootpd)
{
	wrong("[bootpd]\nproxy = on\nport = 4011\n",
	    "bootpd.pxe_port: the same as bootpd.port");
}
END_TEST

START_TEST(conf_check_wants_ports_for_every_worker_of_tftpd)
{
	right("[tftpd]\nroot = /a\nport_range = 7000-7001\n");
	wrong("[tftpd]\nroot = /a\nport_range = 7000\n",
	    "tftpd.port_range: needs 2 ports for 1 workers");
	wrong("[tftpd]\nroot = /a\nworkers = 4\nport_range = 7000-7006\n",
	    "tftpd.port_range: needs 8 ports for 4 workers");
	wrong("[tftpd]\nroot = /a\nport_range = 60-70\n",
	    "tftpd.port_range: tftpd.port is among them");
	wrong("[tftpd]\nroot = /a\nsingle_port = yes\n"
	      "port_range = 7000-7001\n",
	    "tftpd.port_range: is of no use with tftpd.single_port");
}
END_TEST

START_TEST(conf_check_wants_a_drop_box_that_is_nowhere_else)
{
	right("[tftpd]\nroot = /r\nupload = /drop/box\n");
	wrong("[tftpd]\nroot = /r\nupload = box\n",
	    "tftpd.upload: must be an absolute path");
}
END_TEST

START_TEST(conf_check_wants_exports_with_paths)
{
	right("[nbdd]\n[export a]\npath = /a\n");
	wrong("[nbdd]\n",
	    "nbdd: there is nothing to export; add an [export NAME] with its "
	    "path");
	wrong(
	    "[nbdd]\n[export a]\ndescription = x\n", "export a.path: missing");
	wrong("[nbdd]\ndefault_export = b\n[export a]\npath = /a\n",
	    "nbdd.default_export: there is no [export b]");
	wrong("[nbdd]\noverlay_dir = here\n[export a]\npath = /a\n",
	    "nbdd.overlay_dir: must be an absolute path");
	wrong("[nbdd]\n[export a]\npath = /a\nwrite = shared\ncow = disk\n",
	    "export a.write: shared and cow exclude each other");
	wrong("[nbdd]\n[export a]\npath = /a\nwrite = shared\n"
	      "copy_to_ram = yes\n",
	    "export a.copy_to_ram: what is written there would be lost; use "
	    "cow, not write = shared");
	wrong("[nbdd]\n[export a b]\npath = /a\ncow = keep\n",
	    "export a b.cow: keep needs an export whose name is at most 128 "
	    "letters, digits, '.', '-' and '_'");
}
END_TEST

START_TEST(conf_check_wants_a_usable_frame)
{
	right("[bootward]\nuser_prefix = 60000\n");
	right("[bootward]\nuser_prefix = _boot-ward2\n");
	wrong("[bootward]\nuser_prefix = Boot Ward\n",
	    "bootward.user_prefix: \"Boot Ward\" is neither the beginning of "
	    "user names nor a number");
	wrong("[bootward]\nuser_prefix = 0\n",
	    "bootward.user_prefix: \"0\" is neither the beginning of "
	    "user names nor a number");
	wrong("[bootward]\nstate_dir =\n",
	    "bootward.state_dir: must not be empty");
	wrong("[bootward]\ncontrol =\n",
	    "bootward.control: must be auto, none or an absolute path of at "
	    "most 107 bytes");
	wrong("[bootward]\ncontrol = run/control\n",
	    "bootward.control: must be auto, none or an absolute path of at "
	    "most 107 bytes");
	right("[bootward]\ncontrol = none\n");
	wrong("[bootward]\nmetrics = 10.0.0.1:9100\n",
	    "bootward.metrics: 10.0.0.1:9100 is no loopback address");
	wrong("[bootward]\nmetrics = 127.0.0.1:1, 127.0.0.1:2, [::1]:3\n",
	    "bootward.metrics: more than 2 addresses");
	right("[bootward]\nmetrics = 127.255.0.1:9100, [::1]:9100\n");
	right("[bootward]\ncontrol = /run/control\n");
	wrong("[logger]\ntype = file\n",
	    "logger.file: missing, for logger.type = file");
	right("[logger]\ntype = file\nfile = /var/log/x\n");
	wrong("[logger]\nserver = 10.0.0.1:514, 10.0.0.2:514\n",
	    "logger.server: more than one");
	right("[logger]\ntype = syslog\nserver = [fe80::1]:514\n");
}
END_TEST

START_TEST(conf_check_tells_of_every_mistake)
{
	struct said said;

	check("[tftpd]\n[httpd]\n[nbdd]\n", &said);
	ck_assert_uint_eq(said.n, 3);
}
END_TEST

START_TEST(conf_check_wants_serve_and_allow_simple_dhcp_to_agree)
{
#define POOL "[bootpd]\npool_start = 10.0.0.100\n"
	right(POOL "serve = pxe\n");
	right(POOL "serve = bootp\n");
	right(POOL "serve = dhcp, bootp\nallow_simple_dhcp = yes\n");
	right(POOL "serve = pxe\nallow_simple_dhcp = no\n");
	right("[bootpd]\nproxy = yes\nserve = pxe, dhcp\n");
	wrong(POOL "serve = pxe, dhcp\nallow_simple_dhcp = yes\n",
	    "bootpd.serve: allow_simple_dhcp = yes says that BOOTP and plain "
	    "DHCP are served; keep one of the two keys");
	wrong(POOL "serve = pxe, dhcp\nallow_simple_dhcp = no\n",
	    "bootpd.serve: allow_simple_dhcp = no says that BOOTP and plain "
	    "DHCP are not served; keep one of the two keys");
	wrong("[bootpd]\nproxy = yes\nserve = dhcp\n",
	    "bootpd.serve: proxy = yes serves nothing but pxe");
#undef POOL
}
END_TEST

START_TEST(conf_check_tells_where_serve_was_set)
{
	struct bw_conf conf;
	struct said said = {0};

	bw_conf_init(&conf);
	bw_conf_origins_keep(&conf);
	feed_good(&conf, "[bootpd]\nproxy = yes\nserve = bootp\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), -EBADMSG);
	ck_assert_str_eq(said.lines[0],
	    "t.ini:3: bootpd.serve: proxy = yes serves nothing but pxe");
	bw_conf_fini(&conf);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_check");
	TCase *tc = tcase_create("conf_check");
	tcase_add_test(
	    tc, conf_check_wants_serve_and_allow_simple_dhcp_to_agree);
	tcase_add_test(tc, conf_check_tells_where_serve_was_set);
	suite_add_tcase(suite, tc);
	tcase_add_test(tc, conf_check_wants_a_certificate_and_its_key);
	tcase_add_test(tc, conf_check_wants_roots);
	tcase_add_test(tc, conf_check_wants_bootpd_to_have_something_to_give);
	tcase_add_test(tc, conf_check_holds_the_pool_within_ipv4);
	tcase_add_test(tc, conf_check_wants_a_netmask_of_ones_then_zeros);
	tcase_add_test(tc, conf_check_wants_the_section_that_access_names);
	tcase_add_test(tc, conf_check_refuses_hosts_that_share);
	tcase_add_test(tc, conf_check_wants_two_ports_for_bootpd);
	tcase_add_test(tc, conf_check_wants_ports_for_every_worker_of_tftpd);
	tcase_add_test(tc, conf_check_wants_a_drop_box_that_is_nowhere_else);
	tcase_add_test(tc, conf_check_wants_exports_with_paths);
	tcase_add_test(tc, conf_check_wants_a_usable_frame);
	tcase_add_test(tc, conf_check_tells_of_every_mistake);
	return unit_main(suite);
}
