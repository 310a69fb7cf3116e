/* SPDX-License-Identifier: ISC */
/* Files that clients write; see upload.h. */
#include "upload.h"

#include <errno.h>

#include "base/text.h"
#include "os/clock.h"

static int
look(struct upload_box *box, uint64_t now_us)
{
	int error = bw_dropbox_look(
	    box->fd, (size_t)box->limits->max_files + 1, &box->usage);

	if (error == 0) {
		box->looked_us = now_us;
	}
	return error;
}

/* Is there room for so much more? */
static bool
has_room(const struct upload_box *box, unsigned n_files, uint64_t bytes)
{
	const struct bw_conf_upload *limits = box->limits;
	const struct bw_dropbox_usage *usage = &box->usage;

	return usage->n_files + n_files <= limits->max_files &&
	       usage->bytes <= limits->max_total &&
	       bytes <= limits->max_total - usage->bytes;
}

int
upload_open(struct upload_box *box, const char *name, uint64_t tsize,
    uint64_t now_us, struct upload *out)
{
	int error = 0;

	if (box->n_open == TFTP_UPLOADS_MAX) {
		return -EAGAIN;
	}
	if (bw_dropbox_has(box->fd, name)) {
		return -EEXIST;
	}
	if (tsize > box->limits->max_size) {
		return -EFBIG;
	}
	if (box->looked_us == 0 || now_us - box->looked_us >= UPLOAD_LOOK_US) {
		error = look(box, now_us);
	}
	if (error == 0 && !has_room(box, 1, tsize)) {
		error = -ENOSPC;
	}
	if (error == 0) {
		*out = (struct upload){.box = box, .file = {.fd = -1}};
		bw_text_cut(out->name, sizeof(out->name), name);
	}
	return error;
}

static int
begin(struct upload *upload)
{
	struct upload_box *box = upload->box;
	int error = -EAGAIN;

	if (box->n_open < TFTP_UPLOADS_MAX) {
		error = bw_dropbox_begin(box->fd, &upload->file);
	}
	if (error == 0) {
		box->n_open++;
		box->usage.n_files++;
	}
	return error;
}

/* Looked at anew, with this file, so that all workers together keep to it. */
static int
keep(struct upload *upload)
{
	struct upload_box *box = upload->box;
	int error = look(box, bw_clock_us());

	if (error == 0 && !has_room(box, 0, 0)) {
		error = -ENOSPC;
	}
	if (error == 0) {
		error = bw_dropbox_keep(box->fd, &upload->file, upload->name);
		box->n_open--;
	}
	return error;
}

int
upload_write(void *arg, const uint8_t *buf, size_t len, bool last)
{
	struct upload *upload = arg;
	struct upload_box *box = upload->box;
	int error = 0;

	if (upload->file.fd < 0) {
		error = begin(upload);
	}
	if (error == 0 && len > box->limits->max_size - upload->bytes) {
		error = -EFBIG;
	}
	if (error == 0 && !has_room(box, 0, len)) {
		error = -ENOSPC;
	}
	if (error == 0) {
		error = bw_dropbox_write(&upload->file, buf, len);
	}
	if (error != 0) {
		return error;
	}
	upload->bytes += len;
	box->usage.bytes += len;
	return last ? keep(upload) : 0;
}

void
upload_close(struct upload *upload)
{
	if (upload->box != NULL && upload->file.fd >= 0) {
		bw_dropbox_discard(upload->box->fd, &upload->file);
		upload->box->n_open--;
	}
}
