/* SPDX-License-Identifier: ISC */
/* Access questions and answers; see wire.h.  Pure. */
#include "wire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"
#include "base/writer.h"

/* The bytes of text before c, or all of them. */
static size_t
span_before(const char *text, size_t len, char c)
{
	const char *at = len > 0 ? memchr(text, c, len) : NULL;

	return at != NULL ? (size_t)(at - text) : len;
}

/* What stands behind the host: nothing, or ':' and a port. */
static int
port_parse(const char *text, size_t len, bool tls, uint16_t *out)
{
	uint64_t port = tls ? FETCH_TLS_PORT : FETCH_PORT;
	int error = 0;

	if (len > 0) {
		error = text[0] == ':'
			    ? bw_text_u64(text + 1, len - 1, UINT16_MAX, &port)
			    : -EBADMSG;
	}
	if (error != 0 || port == 0) {
		return -EBADMSG;
	}
	*out = (uint16_t)port;
	return 0;
}

int
fetch_location_parse(const char *text, size_t len, struct fetch_location *out)
{
	struct fetch_location location = {0};
	size_t host_len, rest;
	size_t scheme_len = bw_url_scheme(text, len, &location.tls);

	text += scheme_len;
	len -= scheme_len;
	location.ipv6 = len > 0 && text[0] == '[';
	if (location.ipv6) {
		text++;
		len--;
		host_len = span_before(text, len, ']');
		rest = host_len + 1; /* the bracket */
	} else {
		host_len = span_before(text, len, ':');
		rest = host_len;
	}
	if (host_len == 0 || host_len >= sizeof(location.host) || rest > len ||
	    memchr(text, '\0', host_len) != NULL ||
	    memchr(text, '@', host_len) != NULL) {
		return -EBADMSG;
	}
	memcpy(location.host, text, host_len);
	if (port_parse(text + rest, len - rest, location.tls, &location.port) !=
	    0) {
		return -EBADMSG;
	}
	*out = location;
	return 0;
}

/* RFC 3986 3.3: may this byte stand in a path as it is? */
static bool
path_byte_is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       /* '%' and '?': the operator knows what they do in an URL. */
	       (c != '\0' && strchr("-._~!$&'()*+,;=:@/%?", c) != NULL);
}

static void
write_path(struct bw_writer *w, const char *path)
{
	static const char hex[] = "0123456789ABCDEF";

	for (path += *path == '/' ? 1 : 0; *path != '\0'; path++) {
		if (path_byte_is_plain(*path)) {
			bw_writer_bytes(w, path, 1);
		} else {
			bw_writer_u8(w, '%');
			bw_writer_bytes(w, &hex[(uint8_t)*path >> 4], 1);
			bw_writer_bytes(w, &hex[(uint8_t)*path & 15], 1);
		}
	}
}

static void
write_upper(struct bw_writer *w, char c)
{
	bw_writer_u8(w, (uint8_t)(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c));
}

static void
write_mac(struct bw_writer *w, const uint8_t mac[BW_MAC_LEN], bool dashes)
{
	char text[BW_MAC_STR_MAX];

	for (const char *c = bw_mac_str(mac, text); *c != '\0'; c++) {
		if (*c == ':') {
			bw_writer_text(w, dashes ? "-" : "%3A");
		} else {
			write_upper(w, *c);
		}
	}
}

static void
write_uuid(struct bw_writer *w, const uint8_t uuid[BW_UUID_LEN], bool upper)
{
	char text[BW_UUID_STR_MAX];

	for (const char *c = bw_uuid_str(uuid, text); *c != '\0'; c++) {
		if (upper) {
			write_upper(w, *c);
		} else {
			bw_writer_u8(w, (uint8_t)*c);
		}
	}
}

int
fetch_url_build(const struct fetch_form *form,
    const struct bw_msg_access_ask *ask, char out[FETCH_URL_MAX])
{
	char text[BW_ADDR_STR_MAX];
	struct bw_writer w;
	bool tls;

	bw_writer_init(&w, (uint8_t *)out, FETCH_URL_MAX);
	if (bw_url_scheme(form->location, strlen(form->location), &tls) == 0) {
		bw_writer_text(&w, "http://");
	}
	bw_writer_text(&w, form->location);
	bw_writer_u8(&w, '/');
	write_path(&w, form->path);
	bw_writer_text(&w, strchr(form->path, '?') != NULL ? "&" : "?");
	bw_writer_text(&w, FETCH_QUERY_MAC "=");
	write_mac(&w, ask->mac, form->mac_dashes);
	if (!bw_bytes_zero(ask->uuid, sizeof(ask->uuid))) {
		bw_writer_text(&w, "&" FETCH_QUERY_UUID "=");
		write_uuid(&w, ask->uuid, form->uuid_upper);
	}
	if (ask->phase == BW_ACCESS_PHASE_DHCP && ask->address != 0) {
		bw_writer_text(&w, "&" FETCH_QUERY_IP "=");
		bw_writer_text(&w, bw_ipv4_str(ask->address, text));
	}
	bw_writer_u8(&w, '\0');
	return bw_writer_end(&w);
}

static bool
host_is_address(const struct fetch_location *location)
{
	struct bw_addr addr;

	return bw_addr_parse(location->host, &addr) == 0;
}

int
fetch_resolved_build(const struct fetch_location *location,
    const struct bw_addr *addrs, size_t n, char out[FETCH_RESOLVED_MAX])
{
	char text[BW_ADDR_STR_MAX];
	size_t len;

	out[0] = '\0';
	if (host_is_address(location)) {
		return 0;
	}
	if (n == 0) {
		return -ENOENT;
	}
	len = (size_t)snprintf(out, FETCH_RESOLVED_MAX,
	    "%s:%u:", location->host, (unsigned)location->port);
	for (size_t i = 0; i < n && len < FETCH_RESOLVED_MAX - sizeof(text);
	     i++) {
		bool ipv6 = addrs[i].family == BW_FAMILY_IPV6;

		len += (size_t)snprintf(out + len, FETCH_RESOLVED_MAX - len,
		    "%s%s%s%s", i > 0 ? "," : "", ipv6 ? "[" : "",
		    bw_addr_ip_str(&addrs[i], text), ipv6 ? "]" : "");
	}
	return 0;
}

struct span {
	const char *at;
	size_t len;
};

static struct span
span_trim(const char *at, size_t len)
{
	while (len > 0 && strchr(" \t\r", at[0]) != NULL && at[0] != '\0') {
		at++;
		len--;
	}
	while (len > 0 && strchr(" \t\r", at[len - 1]) != NULL &&
	       at[len - 1] != '\0') {
		len--;
	}
	return (struct span){at, len};
}

static bool
span_is(struct span span, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i < len && i < span.len; i++) {
		if (bw_text_lower(span.at[i]) != word[i]) {
			return false;
		}
	}
	return span.len == len;
}

static void
take_value(struct span value, char *out, size_t size)
{
	if (value.len >= size) {
		return;
	}
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < ' ' || value.at[i] > '~') {
			return;
		}
	}
	memcpy(out, value.at, value.len);
	out[value.len] = '\0';
}

static void
line_parse(const char *line, size_t len, struct bw_msg_access_answered *out)
{
	size_t colon = span_before(line, len, ':');
	struct span key, value;

	if (colon == len ||
	    memchr(line + colon + 1, ':', len - colon - 1) != NULL) {
		return; /* not exactly one, as pybootd has it */
	}
	key = span_trim(line, colon);
	value = span_trim(line + colon + 1, len - colon - 1);
	if (span_is(key, FETCH_KEY_CLIENT)) {
		take_value(value, out->client, sizeof(out->client));
	} else if (span_is(key, FETCH_KEY_FILE)) {
		take_value(value, out->file, sizeof(out->file));
	}
}

void
fetch_answer_parse(
    const char *body, size_t len, struct bw_msg_access_answered *out)
{
	out->client[0] = '\0';
	out->file[0] = '\0';
	for (int i = 0; i < FETCH_LINES_MAX && len > 0; i++) {
		size_t line_len = span_before(body, len, '\n');

		line_parse(body, line_len, out);
		line_len += line_len < len ? 1 : 0; /* the line's end */
		body += line_len;
		len -= line_len;
	}
}
