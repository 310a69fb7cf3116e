/* SPDX-License-Identifier: ISC */
/*
 * A request target to the name of a file below the root.  RFC 9112 section
 * 3.2, RFC 3986 sections 2.1 and 5.2.4.  This is comfort; that nothing outside
 * the root is opened is the kernel's promise (os/docroot.h).  Pure.
 */
#ifndef HTTPD_TARGET_H
#define HTTPD_TARGET_H

#include "proto.h"
#include "text.h"

#define HTTP_PATH_MAX (HTTP_TARGET_MAX + 1)

/*
 * Decode "/a%20b" or "http://host/a%20b" to "a b": scheme, authority and query
 * dropped, each %XX decoded once, "." and ".." resolved after that, slashes
 * before the name stripped and repeated ones merged.  A slash at the end is
 * kept: it asks for a directory.
 *
 *   target    at most HTTP_TARGET_MAX bytes
 *   out       ends in NUL; "" is the root itself
 *   returns   0
 *             -EBADMSG  neither form, a fragment, a bad or a NUL escape
 *             -EACCES   ".." climbs above the root
 */
int http_target_decode(struct http_text target, char out[HTTP_PATH_MAX]);

/*
 * May these bytes be an authority (a Host field's value)?  RFC 3986 3.2; an
 * IPv6 address may lack its brackets.
 */
bool http_authority_valid(struct http_text text);

/*
 * Is there a name in a path that begins with a dot, and is none of these?
 *
 *   path    as http_target_decode() gives it
 *   names   n of them; "*" is every one
 */
bool
http_target_hidden(const char *path, const char *const *names, size_t n_names);

#endif
