/* SPDX-License-Identifier: ISC */
/* Names to URLs; see target.h.  Pure. */
#include "target.h"

#include <errno.h>
#include <string.h>

#include "base/writer.h"

static void
write_escaped(struct bw_writer *w, const char *bytes, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		if (bw_url_path_byte(bytes[i]) && bytes[i] != '/') {
			bw_writer_bytes(w, &bytes[i], 1);
		} else {
			bw_writer_u8(w, '%');
			bw_writer_bytes(w, &hex[(uint8_t)bytes[i] >> 4], 1);
			bw_writer_bytes(w, &hex[(uint8_t)bytes[i] & 15], 1);
		}
	}
}

/* "/a/b" of "//a/./b"; -EACCES, -EISDIR as above. */
static int
write_segments(struct bw_writer *w, const char *name)
{
	bool named = false;

	while (*name != '\0') {
		size_t len = strcspn(name, "/");

		if (len == 2 && name[0] == '.' && name[1] == '.') {
			return -EACCES;
		}
		named = len > 0 && !(len == 1 && name[0] == '.');
		if (named) {
			bw_writer_u8(w, '/');
			write_escaped(w, name, len);
		}
		name += len;
		if (*name == '/') {
			name++;
			named = false; /* unless more follows */
		}
	}
	return named ? 0 : -EISDIR;
}

int
fetch_target_build(const char *root, const char *name, char out[FETCH_URL_MAX])
{
	char url[FETCH_URL_MAX];
	struct bw_writer w;
	size_t len = strlen(root);
	int error;

	while (len > 0 && root[len - 1] == '/') {
		len--;
	}
	bw_writer_init(&w, (uint8_t *)url, sizeof(url));
	bw_writer_bytes(&w, root, len);
	error = write_segments(&w, name);
	bw_writer_u8(&w, '\0');
	if (error == 0) {
		error = bw_writer_end(&w);
	}
	if (error == 0) {
		memcpy(out, url, w.len);
	}
	return error;
}

bool
fetch_target_allowed(
    const struct bw_origins *origins, const char *from, const char *to)
{
	struct bw_url a, b;
	char bare[FETCH_URL_MAX];
	size_t len = strcspn(to, "/");

	/* what is behind the host may have a query, which is no matter here */
	len += strspn(to + len, "/");
	len += strcspn(to + len, "/?#");
	if (len >= sizeof(bare)) {
		return false;
	}
	memcpy(bare, to, len);
	bare[len] = '\0';
	return bw_url_parse(from, &a) == 0 && bw_url_parse(bare, &b) == 0 &&
	       (b.tls || !a.tls) && bw_origins_have(origins, &b);
}
