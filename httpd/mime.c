/* SPDX-License-Identifier: ISC */
/*
 * Media types; see mime.h.  UEFI HTTP Boot tells a loader, an ISO and a disk
 * image apart by these types (EDK2 HttpBootSupport.c).  Pure.
 */
#include "mime.h"

#include <string.h>

#include "base/text.h"
#include "text.h"

static const struct http_mime_type builtin[] = {
    {"efi", "application/efi"},
    {"iso", "application/vnd.efi-iso"},
    {"img", "application/vnd.efi-img"},
    {"ipxe", "text/plain"},
    {"cfg", "text/plain"},
    {"conf", "text/plain"},
    {"ks", "text/plain"},
    {"txt", "text/plain"},
    {"sh", "text/plain"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"json", "application/json"},
    {"xml", "application/xml"},
    {"html", "text/html"},
    {"htm", "text/html"},
    {"css", "text/css"},
    {"js", "text/javascript"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"gz", "application/gzip"},
    {"xz", "application/x-xz"},
    {"zst", "application/zstd"},
    {"tar", "application/x-tar"},
    {"zip", "application/zip"},
    {"deb", "application/vnd.debian.binary-package"},
};

/* Like strcmp, but whatever the case of letters. */
static int
order(const char *a, const char *b)
{
	while (*a != '\0' && bw_text_lower(*a) == bw_text_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)bw_text_lower(*a) -
	       (unsigned char)bw_text_lower(*b);
}

/* The place of an extension, or where it would have to be. */
static size_t
find(const struct http_mime *mime, const char *extension, bool *out_found)
{
	size_t low = 0, high = mime->n;

	*out_found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int side = order(extension, mime->types[middle].extension);

		if (side == 0) {
			*out_found = true;
			return middle;
		}
		if (side < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

static void
insert(struct http_mime *mime, const char *extension, const char *type)
{
	bool found;
	size_t at = find(mime, extension, &found);

	if (found || mime->n == ARRAY_LEN(mime->types)) {
		return;
	}
	memmove(&mime->types[at + 1], &mime->types[at],
	    (mime->n - at) * sizeof(mime->types[0]));
	mime->types[at] = (struct http_mime_type){extension, type};
	mime->n++;
}

void
http_mime_init(struct http_mime *mime)
{
	mime->n = 0;
	mime->text_len = 0;
	for (size_t i = 0; i < ARRAY_LEN(builtin); i++) {
		insert(mime, builtin[i].extension, builtin[i].type);
	}
}

/* Keep a copy, or NULL when there is no room. */
static const char *
keep(struct http_mime *mime, struct http_text text)
{
	char *at = mime->text + mime->text_len;

	if (text.len >= sizeof(mime->text) - mime->text_len) {
		return NULL;
	}
	memcpy(at, text.at, text.len);
	at[text.len] = '\0';
	mime->text_len += text.len + 1;
	return at;
}

/* What RFC 6838 4.2 allows: nothing that could end a field. */
static bool
is_name(struct http_text text)
{
	static const char marks[] = "!#$&-^_.+";

	for (size_t i = 0; i < text.len; i++) {
		char lower = bw_text_lower(text.at[i]);

		if (!(lower >= 'a' && lower <= 'z') &&
		    !(lower >= '0' && lower <= '9') &&
		    (lower == '\0' || strchr(marks, lower) == NULL)) {
			return false;
		}
	}
	return text.len > 0;
}

/* "name/name" */
static bool
is_type(struct http_text text)
{
	return text.len < HTTP_MIME_TYPE_MAX && http_text_has(text, '/') &&
	       is_name(http_text_take(&text, '/')) && is_name(text);
}

static struct http_text
take_word(struct http_text *line)
{
	struct http_text word;

	*line = http_text_trim(*line);
	word = *line;
	word.len = 0;
	while (line->len > 0 && line->at[0] != ' ' && line->at[0] != '\t') {
		word.len++;
		line->at++;
		line->len--;
	}
	return word;
}

static void
learn_line(struct http_mime *mime, struct http_text line)
{
	struct http_text word = take_word(&line);
	const char *type = NULL;

	if (!is_type(word)) { /* a comment's is none, either */
		return;
	}
	for (;;) {
		struct http_text extension = take_word(&line);
		const char *kept;

		if (extension.len == 0 || extension.at[0] == '#') {
			return;
		}
		if (extension.len >= HTTP_MIME_NAME_MAX) {
			continue;
		}
		type = type != NULL ? type : keep(mime, word);
		kept = type != NULL ? keep(mime, extension) : NULL;
		if (kept == NULL) {
			return;
		}
		insert(mime, kept, type);
	}
}

void
http_mime_learn(struct http_mime *mime, const char *text, size_t len)
{
	struct http_text rest = {.at = text, .len = len};

	while (rest.len > 0) {
		learn_line(mime, http_text_take(&rest, '\n'));
	}
}

const char *
http_mime_str(const struct http_mime *mime, const char *path)
{
	const char *dot = strrchr(path, '.');
	bool found = false;
	size_t at = dot == NULL ? 0 : find(mime, dot + 1, &found);

	return found ? mime->types[at].type : "application/octet-stream";
}
