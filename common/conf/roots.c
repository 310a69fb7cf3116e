/* SPDX-License-Identifier: ISC */
/* Roots by prefix; see roots.h.  Pure. */
#include "conf/roots.h"

#include <errno.h>
#include <string.h>

static const char *
skip_slashes(const char *text)
{
	return text + strspn(text, "/");
}

static struct bw_root
root_of(const char *prefix, const char *path)
{
	struct bw_root root = {
	    .path = path, .remote = strstr(path, "://") != NULL};
	size_t len;

	prefix = skip_slashes(prefix);
	len = strlen(prefix);
	while (len > 0 && prefix[len - 1] == '/') {
		len--;
	}
	BW_ASSERT(len <= BW_ROOT_PREFIX_MAX);
	memcpy(root.prefix, prefix, len);
	if (len > 0) {
		root.prefix[len++] = '/';
	}
	root.prefix_len = len;
	return root;
}

/* Behind those whose prefix is at least as long. */
static void
insert(struct bw_roots *roots, struct bw_root root)
{
	size_t at = roots->n;

	if (roots->n == ARRAY_LEN(roots->items)) {
		return; /* bw_conf_check() complains */
	}
	while (at > 0 && roots->items[at - 1].prefix_len < root.prefix_len) {
		roots->items[at] = roots->items[at - 1];
		at--;
	}
	roots->items[at] = root;
	roots->n++;
}

void
bw_roots_of(
    const struct bw_conf *conf, enum bw_service service, struct bw_roots *out)
{
	bool tftp = service == BW_SERVICE_TFTPD;
	const char *path = tftp ? conf->tftpd.root : conf->httpd.root;

	out->n = 0;
	if (path[0] != '\0') {
		insert(out, root_of("", path));
	}
	for (size_t i = 0; i < conf->roots.n; i++) {
		const struct bw_conf_root *root = &conf->roots.items[i];

		if (tftp ? root->tftpd : root->httpd) {
			insert(out, root_of(root->prefix, root->path));
		}
	}
}

/* Does the prefix begin the name, or is it the directory itself? */
static bool
covers(const struct bw_root *root, const char *name)
{
	size_t len = root->prefix_len;

	return strncmp(name, root->prefix, len) == 0 ||
	       (strlen(name) + 1 == len &&
		   strncmp(name, root->prefix, len - 1) == 0);
}

int
bw_roots_find(
    const struct bw_roots *roots, const char *name, const char **out_rest)
{
	for (size_t i = 0; i < roots->n; i++) {
		size_t len = roots->items[i].prefix_len;

		if (covers(&roots->items[i], name)) {
			*out_rest = skip_slashes(
			    name + (strlen(name) < len ? len - 1 : len));
			return (int)i;
		}
	}
	return -ENOENT;
}
