/* SPDX-License-Identifier: ISC */
/* Directories as pages: order, escaping, limits. */
#include "unit.h"

#include <stdio.h>

#include "listing.h"

static struct http_listing listing;
static char page[HTTP_LISTING_PAGE_MAX + 1];

static void
begin(const char *query)
{
	http_listing_init(&listing, http_text_of(query));
}

static void
add(const char *name, bool is_directory, uint64_t size, uint64_t mtime_s)
{
	http_listing_add(&listing, &(struct http_listing_entry){.name = name,
				       .is_directory = is_directory,
				       .size = size,
				       .mtime_s = mtime_s});
}

static void
build(const char *path)
{
	size_t len = http_listing_build(&listing, path, (uint8_t *)page);

	ck_assert_uint_le(len, HTTP_LISTING_PAGE_MAX);
	page[len] = '\0';
	ck_assert_str_eq(page + len - 15, "</body></html>\n");
}

/* Do these stand in the page in this order? */
static void
check_order(const char *const names[], size_t n)
{
	const char *at = page;

	for (size_t i = 0; i < n; i++) {
		char link[64];

		(void)snprintf(link, sizeof(link), "href=\"./%s\"", names[i]);
		at = strstr(at, link);
		ck_assert_msg(at != NULL, "%s in its place", names[i]);
	}
}

START_TEST(http_listing_sorts_by_what_the_query_says)
{
	static const struct {
		const char *query;
		const char *order[4];
	} rows[] = {
	    {"", {"z/", "a", "b", "c"}},
	    {"sort=name", {"z/", "a", "b", "c"}},
	    {"sort=name&reverse", {"z/", "c", "b", "a"}},
	    {"sort=size", {"z/", "b", "c", "a"}},
	    {"sort=size&reverse", {"z/", "a", "c", "b"}},
	    {"sort=date", {"z/", "c", "a", "b"}},
	    {"sort=nothing&x=1&&", {"z/", "a", "b", "c"}},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		begin(rows[i].query);
		add("c", false, 20, 1);
		add("a", false, 30, 2);
		add("z", true, 0, 9);
		add("b", false, 10, 3);
		build("");
		check_order(rows[i].order, 4);
	}
}
END_TEST

START_TEST(http_listing_escapes_names)
{
	begin("");
	add("<script>\"&\n", false, 1, 0);
	add("a b%?#:\xc3\xa9", false, 1, 0);
	build("d<\x01>/");
	ck_assert_ptr_null(strstr(page, "<script"));
	ck_assert_ptr_nonnull(strstr(page, "href=\"./%3Cscript%3E%22%26%0A\">"
					   "&lt;script&gt;&quot;&amp;?</a>"));
	ck_assert_ptr_nonnull(
	    strstr(page, "href=\"./a%20b%25%3F%23%3A%C3%A9\""));
	ck_assert_ptr_nonnull(strstr(page, "<h1>/d&lt;?&gt;/</h1>"));
	ck_assert_ptr_nonnull(strstr(page, "href=\"../\""));
}
END_TEST

START_TEST(http_listing_shows_sizes_dates_and_no_hidden_names)
{
	begin("");
	add(".hidden", false, 1, 0);
	add("a", false, 1023, 784111777);
	add("b", false, 1536, 0);
	add("c", false, (uint64_t)5 << 30, 0);
	build("");
	ck_assert_ptr_null(strstr(page, "hidden"));
	ck_assert_ptr_null(strstr(page, "../"));
	ck_assert_ptr_nonnull(
	    strstr(page, "<td>1023</td><td>06 Nov 1994 08:49</td>"));
	ck_assert_ptr_nonnull(strstr(page, "<td>1.5 K</td>"));
	ck_assert_ptr_nonnull(strstr(page, "<td>5.0 G</td>"));
}
END_TEST

START_TEST(http_listing_says_when_it_is_cut)
{
	char name[256];

	begin("");
	for (unsigned i = 0; i < HTTP_LISTING_ENTRIES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		add(name, false, i, i);
	}
	ck_assert(!listing.cut);
	add("x", false, 0, 0);
	ck_assert(listing.cut);
	build("");
	ck_assert_ptr_nonnull(strstr(page, "There is more"));

	/* names that make rows longer than the page can hold */
	memset(name, '"', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	begin("");
	for (unsigned i = 0; i < HTTP_LISTING_NAMES_MAX / sizeof(name); i++) {
		add(name, false, i, i);
	}
	ck_assert(!listing.cut);
	build("");
	ck_assert(listing.cut);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/listing");
	TCase *tc = tcase_create("listing");

	tcase_add_test(tc, http_listing_sorts_by_what_the_query_says);
	tcase_add_test(tc, http_listing_escapes_names);
	tcase_add_test(tc, http_listing_shows_sizes_dates_and_no_hidden_names);
	tcase_add_test(tc, http_listing_says_when_it_is_cut);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
