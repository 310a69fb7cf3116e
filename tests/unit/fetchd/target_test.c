/* SPDX-License-Identifier: ISC */
/* Names that clients choose, as URLs; and where redirects may lead. */
#include "target.h"
#include "unit.h"

START_TEST(target_build_joins_root_and_name)
{
	static const struct {
		const char *root, *name, *url;
	} rows[] = {
	    {"http://m", "linux", "http://m/linux"},
	    {"http://m/", "linux", "http://m/linux"},
	    {"http://m/a//", "b/c", "http://m/a/b/c"},
	    {"http://m/a", "//b/.//c", "http://m/a/b/c"},
	    {"http://m/a", "...", "http://m/a/..."},
	    {"http://m", "a..b", "http://m/a..b"},
	    {"http://m", "~a-b_c.d+e@f", "http://m/~a-b_c.d+e@f"},
	};
	char url[FETCH_URL_MAX];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(
		    fetch_target_build(rows[i].root, rows[i].name, url), 0);
		ck_assert_str_eq(url, rows[i].url);
	}
}
END_TEST

START_TEST(target_build_escapes_what_is_no_path)
{
	char url[FETCH_URL_MAX];

	ck_assert_int_eq(
	    fetch_target_build("http://m", "a?b#c d%2f\r\nHost: x\\y", url), 0);
	ck_assert_str_eq(url, "http://m/a%3Fb%23c%20d%252f%0D%0AHost:%20x%5Cy");
	ck_assert_int_eq(
	    fetch_target_build("http://m", "\xc3\xa9\x7f", url), 0);
	ck_assert_str_eq(url, "http://m/%C3%A9%7F");
}
END_TEST

START_TEST(target_build_refuses_dots_and_directories)
{
	char url[FETCH_URL_MAX] = "as it was";

	ck_assert_int_eq(fetch_target_build("http://m", "..", url), -EACCES);
	ck_assert_int_eq(
	    fetch_target_build("http://m", "a/../b", url), -EACCES);
	ck_assert_int_eq(fetch_target_build("http://m", "a/..", url), -EACCES);
	ck_assert_int_eq(fetch_target_build("http://m", "", url), -EISDIR);
	ck_assert_int_eq(fetch_target_build("http://m", ".", url), -EISDIR);
	ck_assert_int_eq(fetch_target_build("http://m", "a/", url), -EISDIR);
	ck_assert_int_eq(fetch_target_build("http://m", "a/.", url), -EISDIR);
	ck_assert_str_eq(url, "as it was");
}
END_TEST

START_TEST(target_build_bounds_the_url)
{
	char name[FETCH_URL_MAX], url[FETCH_URL_MAX];
	size_t most = FETCH_URL_MAX - sizeof("http://m/");

	memset(name, 'a', sizeof(name));
	name[most] = '\0';
	ck_assert_int_eq(fetch_target_build("http://m", name, url), 0);
	name[most] = 'a';
	name[most + 1] = '\0';
	ck_assert_int_eq(fetch_target_build("http://m", name, url), -EMSGSIZE);
}
END_TEST

static struct bw_origins
origins_of(const char *a, const char *b)
{
	struct bw_origins origins = {.n = 2};

	ck_assert_int_eq(bw_url_parse(a, &origins.items[0]), 0);
	ck_assert_int_eq(bw_url_parse(b, &origins.items[1]), 0);
	return origins;
}

START_TEST(target_allowed_knows_named_servers_only)
{
	const struct bw_origins origins =
	    origins_of("http://mirror", "https://cdn:8443");
	const char *from = "http://mirror/x";

	ck_assert(fetch_target_allowed(&origins, from, "http://mirror/y?z=1"));
	ck_assert(fetch_target_allowed(&origins, from, "http://MIRROR:80/y"));
	ck_assert(fetch_target_allowed(&origins, from, "https://cdn:8443/y"));
	ck_assert(!fetch_target_allowed(&origins, from, "https://mirror/y"));
	ck_assert(!fetch_target_allowed(&origins, from, "http://mirror:81/y"));
	ck_assert(!fetch_target_allowed(&origins, from, "http://mirror2/y"));
	ck_assert(!fetch_target_allowed(&origins, from, "http://mirror@evil/"));
	ck_assert(!fetch_target_allowed(&origins, from, "file:///etc/passwd"));
	ck_assert(!fetch_target_allowed(&origins, from, "//mirror/y"));
	ck_assert(!fetch_target_allowed(&origins, from, ""));
}
END_TEST

START_TEST(target_allowed_never_leads_from_tls_to_none)
{
	const struct bw_origins origins =
	    origins_of("http://mirror", "https://mirror");

	ck_assert(!fetch_target_allowed(
	    &origins, "https://mirror/", "http://mirror/x"));
	ck_assert(fetch_target_allowed(
	    &origins, "http://mirror/", "https://mirror/x"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fetchd/target");
	TCase *tc = tcase_create("target");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, target_build_joins_root_and_name);
	tcase_add_test(tc, target_build_escapes_what_is_no_path);
	tcase_add_test(tc, target_build_refuses_dots_and_directories);
	tcase_add_test(tc, target_build_bounds_the_url);
	tcase_add_test(tc, target_allowed_knows_named_servers_only);
	tcase_add_test(tc, target_allowed_never_leads_from_tls_to_none);
	return unit_main(suite);
}
