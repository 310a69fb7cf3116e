/* SPDX-License-Identifier: ISC */
/* fetchd/wire.c */
#include "wire.h"

#include <stdio.h>

#include "unit.h"

static struct bw_msg_access_answered answered;
static char url[FETCH_URL_MAX];

static void
parse(const char *body)
{
	char *block = (char *)unit_exact(body, strlen(body));

	memset(&answered, 'x', sizeof(answered));
	fetch_answer_parse(block, strlen(body), &answered);
	free(block);
}

static int
parse_location(const char *text, struct fetch_location *out)
{
	char *block = (char *)unit_exact(text, strlen(text));
	int error = fetch_location_parse(block, strlen(text), out);

	free(block);
	return error;
}

/* As pybootd 1.8 asks. */
static int
build(
    const char *location, const char *path, const struct bw_msg_access_ask *ask)
{
	struct fetch_form form = {.location = location, .path = path};

	return fetch_url_build(&form, ask, url);
}

START_TEST(url_build_asks_as_pybootd_did)
{
	struct bw_msg_access_ask ask = {
	    .phase = BW_ACCESS_PHASE_PXE,
	    .mac = {0xaa, 0xbb, 0x0c, 0x01, 0x02, 0xff},
	    .uuid = {0x12, 0x34, 0x56, 0x78, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45,
		0x67, 0x89, 0xab, 0xcd, 0xef, 0x01},
	    .address = 0x0a010203,
	};

	ck_assert_int_eq(build("boot.lab:8080", "boot", &ask), 0);
	ck_assert_str_eq(url,
	    "http://boot.lab:8080/boot?mac=AA%3ABB%3A0C%3A01%3A02%3AFF"
	    "&uuid=12345678-abcd-ef01-2345-6789abcdef01");
	ask.phase = BW_ACCESS_PHASE_DHCP;
	ck_assert_int_eq(build("boot.lab", "/linux", &ask), 0);
	ck_assert_str_eq(url,
	    "http://boot.lab/linux?mac=AA%3ABB%3A0C%3A01%3A02%3AFF"
	    "&uuid=12345678-abcd-ef01-2345-6789abcdef01&ip=10.1.2.3");
}
END_TEST

/* Before 2016 it wrote dashes, before 2020 capitals. */
START_TEST(url_build_writes_machines_as_earlier_pybootds_did)
{
	const struct fetch_form form = {.location = "h",
	    .path = "boot",
	    .mac_dashes = true,
	    .uuid_upper = true};
	struct bw_msg_access_ask ask = {
	    .mac = {0xaa, 0xbb, 0x0c, 0x01, 0x02, 0xff}, .uuid = {0xab}};

	ck_assert_int_eq(fetch_url_build(&form, &ask, url), 0);
	ck_assert_str_eq(url, "http://h/boot?mac=AA-BB-0C-01-02-FF"
			      "&uuid=AB000000-0000-0000-0000-000000000000");
}
END_TEST

START_TEST(url_build_keeps_the_scheme_of_a_location)
{
	struct bw_msg_access_ask ask = {0};

	ck_assert_int_eq(build("https://h:8443", "boot", &ask), 0);
	ck_assert_str_eq(
	    url, "https://h:8443/boot?mac=00%3A00%3A00%3A00%3A00%3A00");
	ck_assert_int_eq(build("http://h", "boot", &ask), 0);
	ck_assert_str_eq(url, "http://h/boot?mac=00%3A00%3A00%3A00%3A00%3A00");
}
END_TEST

START_TEST(url_build_leaves_out_what_is_not_known)
{
	struct bw_msg_access_ask ask = {.phase = BW_ACCESS_PHASE_DHCP};

	ck_assert_int_eq(build("h", "", &ask), 0);
	ck_assert_str_eq(url, "http://h/?mac=00%3A00%3A00%3A00%3A00%3A00");
}
END_TEST

START_TEST(url_build_escapes_paths)
{
	struct bw_msg_access_ask ask = {0};

	ck_assert_int_eq(build("h", "a b\r\n#\x7f\xc3\xa4/c", &ask), 0);
	ck_assert_str_eq(url, "http://h/a%20b%0D%0A%23%7F%C3%A4/c"
			      "?mac=00%3A00%3A00%3A00%3A00%3A00");
	ck_assert_int_eq(build("h", "ask?site=1%20a", &ask), 0);
	ck_assert_str_eq(url, "http://h/ask?site=1%20a"
			      "&mac=00%3A00%3A00%3A00%3A00%3A00");
}
END_TEST

START_TEST(url_build_refuses_what_does_not_fit)
{
	static char path[FETCH_URL_MAX];
	struct bw_msg_access_ask ask = {0};
	/* http://h/ and ?mac= and six pairs joined by %3A and NUL */
	size_t room = FETCH_URL_MAX - 9 - 5 - 27 - 1;

	memset(path, 'p', room);
	ck_assert_int_eq(build("h", path, &ask), 0);
	ck_assert_uint_eq(strlen(url), FETCH_URL_MAX - 1);
	path[room] = 'p';
	ck_assert_int_eq(build("h", path, &ask), -EMSGSIZE);
}
END_TEST

START_TEST(location_parse_knows_hosts_and_ports)
{
	struct fetch_location location;

	ck_assert_int_eq(parse_location("boot.lab", &location), 0);
	ck_assert_str_eq(location.host, "boot.lab");
	ck_assert_uint_eq(location.port, 80);
	ck_assert(!location.ipv6);
	ck_assert_int_eq(parse_location("10.0.0.1:65535", &location), 0);
	ck_assert_str_eq(location.host, "10.0.0.1");
	ck_assert_uint_eq(location.port, 65535);
	ck_assert_int_eq(parse_location("[fe80::1]:8080", &location), 0);
	ck_assert_str_eq(location.host, "fe80::1");
	ck_assert_uint_eq(location.port, 8080);
	ck_assert(location.ipv6);
	ck_assert_int_eq(parse_location("[::1]", &location), 0);
	ck_assert_uint_eq(location.port, 80);
}
END_TEST

START_TEST(location_parse_tells_https_from_http)
{
	struct fetch_location location;

	ck_assert_int_eq(parse_location("https://boot.lab", &location), 0);
	ck_assert_str_eq(location.host, "boot.lab");
	ck_assert_uint_eq(location.port, 443);
	ck_assert(location.tls);
	ck_assert_int_eq(parse_location("HTTPS://[::1]:8443", &location), 0);
	ck_assert_str_eq(location.host, "::1");
	ck_assert_uint_eq(location.port, 8443);
	ck_assert(location.tls);
	ck_assert_int_eq(parse_location("http://boot.lab", &location), 0);
	ck_assert_uint_eq(location.port, 80);
	ck_assert(!location.tls);
	ck_assert_int_eq(parse_location("boot.lab:443", &location), 0);
	ck_assert(!location.tls);
}
END_TEST

START_TEST(location_parse_refuses_the_rest)
{
	static const char *const wrong[] = {"", ":80", "h:", "h:0", "h:65536",
	    "h:80:80", "h:x", "h:-1", "user@h", "user:pw@h", "[", "[]", "[::1",
	    "[::1]x", "[::1]:", "fe80::1", "https://", "https:/h",
	    "https://user@h", "https://https://h"};
	struct fetch_location location = {.port = 7};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		ck_assert_msg(parse_location(wrong[i], &location) == -EBADMSG,
		    "%s", wrong[i]);
	}
	ck_assert_int_eq(fetch_location_parse("a\0b", 3, &location), -EBADMSG);
	ck_assert_uint_eq(location.port, 7);
}
END_TEST

START_TEST(location_parse_holds_hosts_to_their_limit)
{
	static char host[FETCH_HOST_MAX + 1];
	struct fetch_location location;

	memset(host, 'h', FETCH_HOST_MAX - 1);
	ck_assert_int_eq(parse_location(host, &location), 0);
	host[FETCH_HOST_MAX - 1] = 'h';
	ck_assert_int_eq(parse_location(host, &location), -EBADMSG);
}
END_TEST

START_TEST(resolved_build_lists_all_addresses)
{
	struct bw_addr addrs[100] = {
	    bw_addr_ipv4(0x0a000001, 0), {.family = BW_FAMILY_IPV6}};
	struct fetch_location location;
	char out[FETCH_RESOLVED_MAX];

	addrs[1].ip[15] = 1;
	ck_assert_int_eq(parse_location("boot.lab:81", &location), 0);
	ck_assert_int_eq(fetch_resolved_build(&location, addrs, 2, out), 0);
	ck_assert_str_eq(out, "boot.lab:81:10.0.0.1,[::1]");
	for (size_t i = 0; i < ARRAY_LEN(addrs); i++) {
		addrs[i].family = BW_FAMILY_IPV6;
		memset(addrs[i].ip, 0xff, sizeof(addrs[i].ip));
	}
	ck_assert_int_eq(
	    fetch_resolved_build(&location, addrs, ARRAY_LEN(addrs), out), 0);
	ck_assert_uint_lt(strlen(out), sizeof(out));
	ck_assert_int_eq(out[strlen(out) - 1], ']');
}
END_TEST

START_TEST(resolved_build_needs_addresses_for_names_only)
{
	struct fetch_location location;
	char out[FETCH_RESOLVED_MAX];

	ck_assert_int_eq(parse_location("boot.lab", &location), 0);
	ck_assert_int_eq(
	    fetch_resolved_build(&location, NULL, 0, out), -ENOENT);
	ck_assert_int_eq(parse_location("10.0.0.1", &location), 0);
	ck_assert_int_eq(fetch_resolved_build(&location, NULL, 0, out), 0);
	ck_assert_str_eq(out, "");
	ck_assert_int_eq(parse_location("[::1]:8", &location), 0);
	ck_assert_int_eq(fetch_resolved_build(&location, NULL, 0, out), 0);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(answer_parse_reads_the_two_keys)
{
	parse("Client: Tester-001\nFile: vmlinuz-7\n");
	ck_assert_str_eq(answered.client, "Tester-001");
	ck_assert_str_eq(answered.file, "vmlinuz-7");
	ck_assert_int_eq(answered.granted, 'x'); /* not its business */
}
END_TEST

START_TEST(answer_parse_is_lenient_as_pybootd_was)
{
	parse("x\r\n cLiEnT :\tlab \r\nOther: z\r\nFILE:a\r\n");
	ck_assert_str_eq(answered.client, "lab");
	ck_assert_str_eq(answered.file, "a");
	parse("File: last line without end");
	ck_assert_str_eq(answered.file, "last line without end");
	parse("file: first\nfile: second");
	ck_assert_str_eq(answered.file, "second");
}
END_TEST

START_TEST(answer_parse_ignores_lines_without_exactly_one_colon)
{
	parse("File: http://h/x\nClient\nClient: a:b\n::\n\n:\n");
	ck_assert_str_eq(answered.client, "");
	ck_assert_str_eq(answered.file, "");
}
END_TEST

START_TEST(answer_parse_ignores_values_nobody_may_see)
{
	char body[BW_FILE_MAX + 16];

	parse("File: a\x1b[31m\nClient: \xc3\xa4\n");
	ck_assert_str_eq(answered.client, "");
	ck_assert_str_eq(answered.file, "");
	memset(&answered, 0, sizeof(answered));
	fetch_answer_parse("File: a\0b", 9, &answered);
	ck_assert_str_eq(answered.file, "");

	(void)snprintf(body, sizeof(body), "file:%0*d", BW_FILE_MAX - 1, 0);
	parse(body);
	ck_assert_uint_eq(strlen(answered.file), BW_FILE_MAX - 1);
	(void)snprintf(body, sizeof(body), "file:%0*d", BW_FILE_MAX, 0);
	parse(body);
	ck_assert_str_eq(answered.file, "");
	(void)snprintf(body, sizeof(body), "client:%0*d", BW_HOSTNAME_MAX, 0);
	parse(body);
	ck_assert_str_eq(answered.client, "");
}
END_TEST

START_TEST(answer_parse_of_nothing_is_nothing)
{
	parse("");
	ck_assert_str_eq(answered.client, "");
	ck_assert_str_eq(answered.file, "");
}
END_TEST

START_TEST(answer_parse_looks_at_so_many_lines)
{
	char body[FETCH_LINES_MAX + 16] = "";

	memset(body, '\n', FETCH_LINES_MAX - 1);
	strcpy(body + FETCH_LINES_MAX - 1, "file:a");
	parse(body);
	ck_assert_str_eq(answered.file, "a");
	memset(body, '\n', FETCH_LINES_MAX);
	strcpy(body + FETCH_LINES_MAX, "file:a");
	parse(body);
	ck_assert_str_eq(answered.file, "");
}
END_TEST

static Suite *
wire_suite(void)
{
	Suite *suite = suite_create("fetchd/wire");
	TCase *tcase = tcase_create("wire");

	tcase_add_test(tcase, url_build_asks_as_pybootd_did);
	tcase_add_test(
	    tcase, url_build_writes_machines_as_earlier_pybootds_did);
	tcase_add_test(tcase, url_build_keeps_the_scheme_of_a_location);
	tcase_add_test(tcase, url_build_leaves_out_what_is_not_known);
	tcase_add_test(tcase, url_build_escapes_paths);
	tcase_add_test(tcase, url_build_refuses_what_does_not_fit);
	tcase_add_test(tcase, location_parse_knows_hosts_and_ports);
	tcase_add_test(tcase, location_parse_tells_https_from_http);
	tcase_add_test(tcase, location_parse_refuses_the_rest);
	tcase_add_test(tcase, location_parse_holds_hosts_to_their_limit);
	tcase_add_test(tcase, resolved_build_lists_all_addresses);
	tcase_add_test(tcase, resolved_build_needs_addresses_for_names_only);
	tcase_add_test(tcase, answer_parse_reads_the_two_keys);
	tcase_add_test(tcase, answer_parse_is_lenient_as_pybootd_was);
	tcase_add_test(
	    tcase, answer_parse_ignores_lines_without_exactly_one_colon);
	tcase_add_test(tcase, answer_parse_ignores_values_nobody_may_see);
	tcase_add_test(tcase, answer_parse_of_nothing_is_nothing);
	tcase_add_test(tcase, answer_parse_looks_at_so_many_lines);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(wire_suite());
}
