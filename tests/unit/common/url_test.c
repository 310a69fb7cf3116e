/* SPDX-License-Identifier: ISC */
/* URLs as an operator writes them. */
#include "base/url.h"
#include "unit.h"

START_TEST(url_parse_takes_host_port_and_path)
{
	static const struct {
		const char *text, *host, *path;
		uint16_t port;
		bool tls, ipv6;
	} rows[] = {
	    {"http://mirror", "mirror", "", 80, false, false},
	    {"HTTPS://Mirror.Example/", "mirror.example", "/", 443, true,
		false},
	    {"http://10.0.0.1:8080/a/b", "10.0.0.1", "/a/b", 8080, false,
		false},
	    {"https://[fd99::1]:8443/x%20y", "fd99::1", "/x%20y", 8443, true,
		true},
	    {"http://[::1]", "::1", "", 80, false, true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bw_url url;

		ck_assert_int_eq(bw_url_parse(rows[i].text, &url), 0);
		ck_assert_str_eq(url.host, rows[i].host);
		ck_assert_str_eq(url.path, rows[i].path);
		ck_assert_uint_eq(url.port, rows[i].port);
		ck_assert_int_eq(url.tls, rows[i].tls);
		ck_assert_int_eq(url.ipv6, rows[i].ipv6);
	}
}
END_TEST

START_TEST(url_parse_refuses_all_else)
{
	static const char *const texts[] = {"", "mirror", "ftp://mirror/",
	    "http:/mirror", "http://", "http:///x", "http://a b/", "http://a:/",
	    "http://a:0/", "http://a:65536/", "http://a:80x/",
	    "http://user@host/", "http://a?x", "http://a/?x", "http://a/#x",
	    "http://a/x y", "http://[::1", "http://[::1]x/", "http://[]/",
	    "http://a::1/", "http://a/\n", "http://a\r\nX: y/", "https://a/\""};
	struct bw_url url;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		ck_assert_msg(bw_url_parse(texts[i], &url) == -EBADMSG,
		    "\"%s\"", texts[i]);
	}
}
END_TEST

START_TEST(url_parse_bounds_the_host)
{
	char text[BW_URL_HOST_MAX + 16] = "http://";
	struct bw_url url;

	memset(text + 7, 'a', BW_URL_HOST_MAX - 1);
	text[7 + BW_URL_HOST_MAX - 1] = '\0';
	ck_assert_int_eq(bw_url_parse(text, &url), 0);
	text[7 + BW_URL_HOST_MAX - 1] = 'a';
	text[7 + BW_URL_HOST_MAX] = '\0';
	ck_assert_int_eq(bw_url_parse(text, &url), -EBADMSG);
}
END_TEST

START_TEST(url_same_origin_compares_scheme_host_and_port)
{
	struct bw_url a, b;

	ck_assert_int_eq(bw_url_parse("http://Mirror/x", &a), 0);
	ck_assert_int_eq(bw_url_parse("http://mirror:80/y", &b), 0);
	ck_assert(bw_url_same_origin(&a, &b));
	ck_assert_int_eq(bw_url_parse("https://mirror:80/y", &b), 0);
	ck_assert(!bw_url_same_origin(&a, &b));
	ck_assert_int_eq(bw_url_parse("http://mirror:81/y", &b), 0);
	ck_assert(!bw_url_same_origin(&a, &b));
	ck_assert_int_eq(bw_url_parse("http://mirror2/y", &b), 0);
	ck_assert(!bw_url_same_origin(&a, &b));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("base/url");
	TCase *tc = tcase_create("url");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, url_parse_takes_host_port_and_path);
	tcase_add_test(tc, url_parse_refuses_all_else);
	tcase_add_test(tc, url_parse_bounds_the_host);
	tcase_add_test(tc, url_same_origin_compares_scheme_host_and_port);
	return unit_main(suite);
}
