/* SPDX-License-Identifier: ISC */
/* Templates made; see template.h. */
#include "child/template.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "os/contents.h"
#include "os/log.h"

#define NAME_SHOWN_MAX 256

static void
log_failed(const char *name, const struct bw_filter_client *client, int error)
{
	static struct bw_log_limit limit;
	char shown[NAME_SHOWN_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "peer=%s template=%s error=\"%s\"", client->of[BW_FILTER_IP],
	    bw_text_printable(shown, sizeof(shown), name, strlen(name)),
	    error == -ENOENT      ? "not all its variables are known"
	    : error == -EOVERFLOW ? "more than 64 KiB"
				  : strerror(-error));
}

static int
make(const struct bw_docroot_file *file, const struct bw_filter_client *client,
    uint8_t *out, size_t *out_len)
{
	static char text[BW_TEMPLATE_MAX + 1]; /* and the NUL */
	ssize_t n;

	if (file->size > BW_TEMPLATE_MAX) {
		return -EOVERFLOW;
	}
	n = bw_contents_read(file->fd, text, BW_TEMPLATE_MAX);
	if (n < 0) {
		return (int)n;
	}
	text[n] = '\0';
	return bw_template_expand(text, (size_t)n, client, out, out_len);
}

int
bw_template_make(const struct bw_docroot_file *file, const char *name,
    const struct bw_filter_client *client, uint8_t *out, size_t *out_len)
{
	int error = make(file, client, out, out_len);

	if (error != 0) {
		log_failed(name, client, error);
	}
	return error;
}
