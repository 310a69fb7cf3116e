/* SPDX-License-Identifier: ISC */
/* PyPXE's lease file; see pypxe.h. */
#include "pypxe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define WORD_MAX 64 /* of a key or value */

void
pypxe_init(struct pypxe_reader *reader, const char *text, size_t len)
{
	*reader = (struct pypxe_reader){.at = text, .end = text + len};
}

/* The next character that is no space, or NUL at the end. */
static char
peek(struct pypxe_reader *r)
{
	while (r->at < r->end && *r->at != '\0' &&
	       strchr(" \t\r\n", *r->at) != NULL) {
		r->at++;
	}
	return r->at < r->end ? *r->at : '\0';
}

static bool
skip(struct pypxe_reader *r, char wanted)
{
	if (peek(r) != wanted) {
		return false;
	}
	r->at++;
	return true;
}

/* A string without escapes, which none of this file's needs. */
static int
take_string(struct pypxe_reader *r, char out[WORD_MAX])
{
	size_t n = 0;

	if (!skip(r, '"')) {
		return -EBADMSG;
	}
	for (; r->at < r->end && *r->at != '"'; r->at++) {
		if (*r->at < ' ' || *r->at == '\\' || n == WORD_MAX - 1) {
			return -EBADMSG;
		}
		out[n++] = *r->at;
	}
	out[n] = '\0';
	return skip(r, '"') ? 0 : -EBADMSG;
}

/* A string, number, true, false or null, as text. */
static int
take_value(struct pypxe_reader *r, char out[WORD_MAX])
{
	size_t n = 0;

	if (peek(r) == '"') {
		return take_string(r, out);
	}
	while (r->at < r->end && *r->at != '\0' &&
	       strchr(",} \t\r\n", *r->at) == NULL) {
		if (n == WORD_MAX - 1) {
			return -EBADMSG;
		}
		out[n++] = *r->at++;
	}
	out[n] = '\0';
	return n > 0 ? 0 : -EBADMSG;
}

static int
set(struct pypxe_lease *lease, const char *key, const char *value)
{
	size_t whole = strcspn(value, "."); /* seconds, with a fraction */

	if (strcmp(key, "ip") == 0) {
		return bw_ipv4_parse(value, &lease->address) == 0 ? 0
								  : -EBADMSG;
	}
	if (strcmp(key, "expire") == 0) {
		return bw_text_u64(
			   value, whole, INT64_MAX, &lease->expires_s) == 0
			   ? 0
			   : -EBADMSG;
	}
	if (strcmp(key, "ipxe") == 0) {
		lease->ipxe = strcmp(value, "true") == 0;
	}
	return 0; /* another key: a later version's */
}

static int
take_lease(struct pypxe_reader *r, struct pypxe_lease *out)
{
	char key[WORD_MAX], value[WORD_MAX];
	bool more;

	if (!skip(r, '{')) {
		return -EBADMSG;
	}
	for (more = !skip(r, '}'); more; more = skip(r, ',')) {
		if (take_string(r, key) != 0 || !skip(r, ':') ||
		    take_value(r, value) != 0 || set(out, key, value) != 0) {
			return -EBADMSG;
		}
		if (peek(r) == '}') {
			r->at++;
			break;
		}
	}
	return out->address != 0 ? 0 : -EBADMSG;
}

int
pypxe_next(struct pypxe_reader *r, struct pypxe_lease *out)
{
	struct pypxe_lease lease = {0};
	char mac[WORD_MAX];
	bool first = !r->begun;

	if (first && !skip(r, '{')) {
		return -EBADMSG;
	}
	r->begun = true;
	if (skip(r, '}')) {
		return peek(r) == '\0' && r->at == r->end ? -ENOENT : -EBADMSG;
	}
	if (!first && !skip(r, ',')) {
		return -EBADMSG;
	}
	if (take_string(r, mac) != 0 || bw_mac_parse(mac, lease.mac) != 0 ||
	    !skip(r, ':') || take_lease(r, &lease) != 0) {
		return -EBADMSG;
	}
	*out = lease;
	return 0;
}

void
pypxe_row(const struct bw_lease *lease, char out[PYPXE_ROW_MAX])
{
	char mac[BW_MAC_STR_MAX], ip[BW_ADDR_STR_MAX];

	(void)bw_mac_str(lease->mac, mac);
	for (char *c = mac; *c != '\0'; c++) {
		*c = *c >= 'a' && *c <= 'f' ? (char)(*c - 'a' + 'A') : *c;
	}
	(void)snprintf(out, PYPXE_ROW_MAX,
	    "\"%s\": {\"ip\": \"%s\", \"expire\": %llu.0, \"ipxe\": %s}", mac,
	    bw_ipv4_str(lease->address, ip),
	    (unsigned long long)lease->expires_s,
	    lease->pxe ? "true" : "false");
}
