/* SPDX-License-Identifier: ISC */
/* Directories as pages; see listing.h.  Pure. */
#include "listing.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "date.h"

/* Kept free for what ends a page. */
#define TAIL_MAX 256
#define CELL_MAX 32

static const char *const order_names[] = {
    [HTTP_LISTING_ORDER_NAME] = "name",
    [HTTP_LISTING_ORDER_SIZE] = "size",
    [HTTP_LISTING_ORDER_DATE] = "date",
};

void
http_listing_init(struct http_listing *listing, struct http_text query)
{
	listing->order = HTTP_LISTING_ORDER_NAME;
	listing->reverse = listing->cut = false;
	listing->n = listing->names_len = 0;
	while (query.len > 0) {
		struct http_text part = http_text_take(&query, '&');

		if (http_text_is(part, "reverse")) {
			listing->reverse = true;
		} else if (http_text_skip(&part, "sort=")) {
			for (size_t i = 0; i < ARRAY_LEN(order_names); i++) {
				if (http_text_is(part, order_names[i])) {
					listing->order =
					    (enum http_listing_order)i;
				}
			}
		}
	}
}

void
http_listing_add(
    struct http_listing *listing, const struct http_listing_entry *entry)
{
	size_t size = strlen(entry->name) + 1;
	char *name = listing->names + listing->names_len;

	if (entry->name[0] == '.') {
		return;
	}
	if (listing->n == HTTP_LISTING_ENTRIES_MAX ||
	    size > sizeof(listing->names) - listing->names_len) {
		listing->cut = true;
		return;
	}
	memcpy(name, entry->name, size);
	listing->names_len += size;
	listing->entries[listing->n] = *entry;
	listing->entries[listing->n].name = name;
	listing->n++;
}

/* Below, equal to or above 0, as strcmp(). */
static int
compare(const struct http_listing *listing, const struct http_listing_entry *a,
    const struct http_listing_entry *b)
{
	uint64_t x = a->size, y = b->size;
	int sign = listing->reverse ? -1 : 1;

	if (a->is_directory != b->is_directory) {
		return a->is_directory ? -1 : 1;
	}
	if (listing->order == HTTP_LISTING_ORDER_DATE) {
		x = a->mtime_s;
		y = b->mtime_s;
	}
	if (listing->order != HTTP_LISTING_ORDER_NAME && x != y) {
		return x < y ? -sign : sign;
	}
	return strcmp(a->name, b->name) * sign;
}

/* Shell's: no recursion, no memory, and fast enough for a few thousand. */
static void
sort(struct http_listing *listing)
{
	struct http_listing_entry *e = listing->entries;

	for (size_t gap = listing->n / 2; gap > 0; gap /= 2) {
		for (size_t i = gap; i < listing->n; i++) {
			struct http_listing_entry moved = e[i];
			size_t j = i;

			while (j >= gap &&
			       compare(listing, &moved, &e[j - gap]) < 0) {
				e[j] = e[j - gap];
				j -= gap;
			}
			e[j] = moved;
		}
	}
}

static bool
is_plain(char c)
{
	char lower = bw_text_lower(c);

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~/", c) != NULL);
}

void
http_reference_put(struct bw_writer *w, const char *path)
{
	for (; *path != '\0'; path++) {
		uint8_t c = (uint8_t)*path;

		if (is_plain(*path)) {
			bw_writer_u8(w, c);
			continue;
		}
		bw_writer_u8(w, '%');
		bw_writer_u8(w, (uint8_t) "0123456789ABCDEF"[c >> 4]);
		bw_writer_u8(w, (uint8_t) "0123456789ABCDEF"[c & 0xf]);
	}
}

/* Control characters are shown as "?", the rest is UTF-8 or looks odd. */
static void
put_text(struct bw_writer *w, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<':
			bw_writer_text(w, "&lt;");
			break;
		case '>':
			bw_writer_text(w, "&gt;");
			break;
		case '&':
			bw_writer_text(w, "&amp;");
			break;
		case '"':
			bw_writer_text(w, "&quot;");
			break;
		default:
			bw_writer_u8(w, (uint8_t)*text < ' ' || *text == 0x7f
					    ? (uint8_t)'?'
					    : (uint8_t)*text);
		}
	}
}

static const char *
size_str(uint64_t size, char out[CELL_MAX])
{
	static const char units[] = " KMGTPE";
	unsigned unit = 0;
	uint64_t tenths;

	if (size < 1024) {
		(void)snprintf(out, CELL_MAX, "%u", (unsigned)size);
		return out;
	}
	for (tenths = size; tenths >= 1024 * 1024; tenths /= 1024) {
		unit++;
	}
	unit++;
	tenths = tenths * 10 / 1024;
	(void)snprintf(out, CELL_MAX, "%u.%u %c", (unsigned)(tenths / 10),
	    (unsigned)(tenths % 10), units[unit]);
	return out;
}

/* "06 Nov 1994 08:49" */
static const char *
when_str(uint64_t mtime_s, char out[HTTP_DATE_STR_MAX])
{
	char date[HTTP_DATE_STR_MAX];

	(void)http_date_str(mtime_s, date);
	memcpy(out, date + 5, 17);
	out[17] = '\0';
	return out;
}

static void
put_head(
    struct bw_writer *w, const struct http_listing *listing, const char *path)
{
	bw_writer_text(w,
	    "<!DOCTYPE html>\n<html lang=\"en\"><head>"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>/");
	put_text(w, path);
	bw_writer_text(w,
	    "</title>\n<style>body{font:1em sans-serif;margin:2em}"
	    "td,th{padding:.2em 1.5em .2em 0;text-align:left}"
	    "td+td,th+th{text-align:right;white-space:nowrap}"
	    "tr:hover td{background:#eee}a{text-decoration:none}</style>\n"
	    "</head><body>\n<h1>/");
	put_text(w, path);
	bw_writer_text(w, "</h1>\n<table>\n<tr>");
	for (size_t i = 0; i < ARRAY_LEN(order_names); i++) {
		bool again = (size_t)listing->order == i && !listing->reverse;

		bw_writer_text(w, "<th><a href=\"?sort=");
		bw_writer_text(w, order_names[i]);
		bw_writer_text(w, again ? "&amp;reverse\">" : "\">");
		bw_writer_text(w, order_names[i]);
		bw_writer_text(w, "</a></th>");
	}
	bw_writer_text(w, "</tr>\n");
	if (path[0] != '\0') {
		bw_writer_text(
		    w, "<tr><td><a href=\"../\">../</a></td></tr>\n");
	}
}

static void
put_entry(struct bw_writer *w, const struct http_listing_entry *entry)
{
	const char *slash = entry->is_directory ? "/" : "";
	char size[CELL_MAX], when[HTTP_DATE_STR_MAX];

	/* "./": a name with a colon is no scheme */
	bw_writer_text(w, "<tr><td><a href=\"./");
	http_reference_put(w, entry->name);
	bw_writer_text(w, slash);
	bw_writer_text(w, "\">");
	put_text(w, entry->name);
	bw_writer_text(w, slash);
	bw_writer_text(w, "</a></td><td>");
	bw_writer_text(
	    w, entry->is_directory ? "-" : size_str(entry->size, size));
	bw_writer_text(w, "</td><td>");
	bw_writer_text(w, when_str(entry->mtime_s, when));
	bw_writer_text(w, "</td></tr>\n");
}

size_t
http_listing_build(struct http_listing *listing, const char *path, uint8_t *buf)
{
	struct bw_writer w;
	size_t len;

	sort(listing);
	bw_writer_init(&w, buf, HTTP_LISTING_PAGE_MAX - TAIL_MAX);
	put_head(&w, listing, path);
	len = w.len;
	for (size_t i = 0; i < listing->n && !w.bad; i++) {
		put_entry(&w, &listing->entries[i]);
		len = w.bad ? len : w.len; /* whole rows only */
	}
	listing->cut = listing->cut || w.bad;
	bw_writer_init(&w, buf + len, TAIL_MAX);
	bw_writer_text(&w, "</table>\n");
	if (listing->cut) {
		bw_writer_text(&w, "<p>There is more than is shown.</p>\n");
	}
	bw_writer_text(&w, "</body></html>\n");
	return len + w.len;
}
