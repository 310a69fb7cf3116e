/* SPDX-License-Identifier: ISC */
/* Request targets; see target.h.  Pure. */
#include "target.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

static bool
is_port(struct http_text text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9') {
			return false;
		}
	}
	return true;
}

/* Of an IPv6 address, its zone left out. */
static bool
is_ipv6(struct http_text text)
{
	struct http_text address = http_text_take(&text, '%');

	for (size_t i = 0; i < address.len; i++) {
		if (address.at[i] != ':' && address.at[i] != '.' &&
		    bw_text_hex(address.at[i]) < 0) {
			return false;
		}
	}
	return http_text_has(address, ':');
}

bool
http_authority_valid(struct http_text text)
{
	struct http_text rest = text;

	if (!http_text_all(text, HTTP_KIND_AUTHORITY)) {
		return false;
	}
	if (http_text_skip(&rest, "[")) { /* RFC 3986 3.2.2 */
		return http_text_has(rest, ']') &&
		       is_ipv6(http_text_take(&rest, ']')) &&
		       (rest.len == 0 || http_text_skip(&rest, ":")) &&
		       is_port(rest);
	}
	if (http_text_has(text, '[') || http_text_has(text, ']')) {
		return false;
	}
	(void)http_text_take(&rest, ':'); /* the host, whatever its name */
	/* GRUB sends an address without its brackets */
	return is_port(rest) || is_ipv6(text);
}

/* Leave the path alone of absolute-form; RFC 9112 3.2.2. */
static int
skip_authority(struct http_text *target)
{
	struct http_text authority = *target;

	for (size_t i = 0; i < target->len; i++) {
		if (target->at[i] == '/' || target->at[i] == '?') {
			authority.len = i;
			break;
		}
	}
	if (authority.len == 0 || !http_authority_valid(authority)) {
		return -EBADMSG;
	}
	target->at += authority.len;
	target->len -= authority.len;
	return 0;
}

/* Decode one byte, plain or escaped, from text; -EBADMSG: a bad escape. */
static int
take_byte(struct http_text *text, char *out)
{
	int high, low;

	if (text->at[0] != '%') {
		*out = text->at[0];
		text->at++;
		text->len--;
		return 0;
	}
	if (text->len < 3) {
		return -EBADMSG;
	}
	high = bw_text_hex(text->at[1]);
	low = bw_text_hex(text->at[2]);
	if (high < 0 || low < 0) {
		return -EBADMSG;
	}
	*out = (char)(high << 4 | low);
	text->at += 3;
	text->len -= 3;
	return 0;
}

/* Each escape once; an escaped slash is a slash, for no name can hold one. */
static int
decode(struct http_text path, char out[HTTP_PATH_MAX])
{
	size_t len = 0;

	while (path.len > 0) {
		char c;

		if (take_byte(&path, &c) != 0 || c == '\0') {
			return -EBADMSG;
		}
		out[len++] = c;
	}
	out[len] = '\0';
	return 0;
}

/* Drop the last segment of path, "a/b/" to "a/"; false at the root. */
static bool
drop_segment(const char *path, size_t *len)
{
	if (*len == 0) {
		return false;
	}
	do {
		--*len;
	} while (*len > 0 && path[*len - 1] != '/');
	return true;
}

/* Resolve empty and dot segments, in place: it only ever gets shorter. */
static int
resolve(char *path)
{
	struct http_text rest = http_text_of(path);
	size_t len = 0;

	while (rest.len > 0) {
		bool last = !http_text_has(rest, '/');
		struct http_text segment = http_text_take(&rest, '/');

		if (segment.len == 0 || http_text_is(segment, ".")) {
			continue;
		}
		if (http_text_is(segment, "..")) {
			if (!drop_segment(path, &len)) {
				return -EACCES;
			}
			continue;
		}
		memmove(path + len, segment.at, segment.len);
		len += segment.len;
		if (!last) {
			path[len++] = '/';
		}
	}
	path[len] = '\0';
	return 0;
}

int
http_target_decode(struct http_text target, char out[HTTP_PATH_MAX])
{
	/* not cleared as others are: what is read of it was written */
	char path[HTTP_PATH_MAX] __attribute__((uninitialized));
	int error;

	BW_ASSERT(target.len <= HTTP_TARGET_MAX);
	if (http_text_has(target, '#')) {
		return -EBADMSG;
	}
	if (http_text_skip(&target, "http://")) {
		if (skip_authority(&target) != 0) {
			return -EBADMSG;
		}
	} else if (target.len == 0 || target.at[0] != '/') {
		return -EBADMSG;
	}
	error = decode(http_text_take(&target, '?'), path);
	if (error != 0) {
		return error;
	}
	error = resolve(path);
	if (error != 0) {
		return error;
	}
	memcpy(out, path, strlen(path) + 1);
	return 0;
}

static bool
is_excepted(struct http_text name, const char *const *names, size_t n_names)
{
	for (size_t i = 0; i < n_names; i++) {
		struct http_text excepted = http_text_of(names[i]);

		if (strcmp(names[i], "*") == 0 ||
		    (excepted.len == name.len &&
			memcmp(excepted.at, name.at, name.len) == 0)) {
			return true;
		}
	}
	return false;
}

bool
http_target_hidden(const char *path, const char *const *names, size_t n_names)
{
	struct http_text rest = http_text_of(path);

	while (rest.len > 0) {
		struct http_text name = http_text_take(&rest, '/');

		if (name.len > 0 && name.at[0] == '.' &&
		    !is_excepted(name, names, n_names)) {
			return true;
		}
	}
	return false;
}
