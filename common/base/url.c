/* SPDX-License-Identifier: ISC */
/* URLs; see url.h.  Pure. */
#include "base/url.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define HTTP_PORT  80  /* RFC 9110 4.2.1 */
#define HTTPS_PORT 443 /* RFC 9110 4.2.2 */

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

bool
bw_url_path_byte(char c)
{
	return is_alnum(c) || (c != '\0' && strchr("-._~!$&'()*+,;=:@/", c));
}

/* HOST or [ADDRESS], in lower case; returns what follows it, or NULL. */
static const char *
host_parse(const char *at, struct bw_url *url)
{
	size_t len = 0;

	url->ipv6 = *at == '[';
	at += url->ipv6 ? 1 : 0;
	while (is_alnum(*at) || (*at != '\0' && strchr("-._", *at)) ||
	       (url->ipv6 && *at == ':')) {
		if (len == sizeof(url->host) - 1) {
			return NULL;
		}
		url->host[len++] = bw_text_lower(*at++);
	}
	url->host[len] = '\0';
	if (len == 0 || (url->ipv6 && *at++ != ']')) {
		return NULL;
	}
	return at;
}

/* Nothing or ":PORT"; returns what follows it, or NULL. */
static const char *
port_parse(const char *at, struct bw_url *url)
{
	size_t len;
	uint64_t port;

	url->port = url->tls ? HTTPS_PORT : HTTP_PORT;
	if (*at != ':') {
		return at;
	}
	at++;
	len = strcspn(at, "/");
	if (bw_text_u64(at, len, UINT16_MAX, &port) != 0 || port == 0) {
		return NULL;
	}
	url->port = (uint16_t)port;
	return at + len;
}

static bool
starts(const char *text, size_t len, const char *prefix)
{
	size_t prefix_len = strlen(prefix);

	for (size_t i = 0; i < len && i < prefix_len; i++) {
		if (bw_text_lower(text[i]) != prefix[i]) {
			return false;
		}
	}
	return len >= prefix_len;
}

size_t
bw_url_scheme(const char *text, size_t len, bool *out_tls)
{
	static const char http[] = "http://", https[] = "https://";

	*out_tls = starts(text, len, https);
	if (*out_tls) {
		return sizeof(https) - 1;
	}
	return starts(text, len, http) ? sizeof(http) - 1 : 0;
}

int
bw_url_parse(const char *text, struct bw_url *out)
{
	struct bw_url url;
	size_t scheme_len = bw_url_scheme(text, strlen(text), &url.tls);
	const char *at = NULL;

	if (scheme_len > 0) {
		at = host_parse(text + scheme_len, &url);
	}
	if (at != NULL) {
		at = port_parse(at, &url);
	}
	if (at == NULL || (*at != '\0' && *at != '/')) {
		return -EBADMSG;
	}
	url.path = at;
	for (; *at != '\0'; at++) {
		if (!bw_url_path_byte(*at) && *at != '%') {
			return -EBADMSG;
		}
	}
	*out = url;
	return 0;
}

bool
bw_url_same_origin(const struct bw_url *a, const struct bw_url *b)
{
	return a->tls == b->tls && a->port == b->port && a->ipv6 == b->ipv6 &&
	       strcmp(a->host, b->host) == 0;
}
