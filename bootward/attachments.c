/* SPDX-License-Identifier: ISC */
/* What workers of nbdd have been handed, and how much; see attachments.h. */
#include "attachments.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "exports.h"
#include "os/log.h"

static struct attachment attachments[SUITE_PEERS_MAX];

struct attachment *
attachments_at(size_t i)
{
	return &attachments[i];
}

struct attachment *
attachments_of(const struct peer *peer)
{
	return &attachments[peer - peer->suite->peers];
}

/* --- room ------------------------------------------------------------------- */

/* What is left for overlays of this kind, all of them together. */
static uint64_t
room_left(const struct suite *suite, enum bw_conf_cow cow)
{
	bool memory = cow == BW_CONF_COW_MEMORY;
	uint64_t disk_quota = (uint64_t)suite->conf->nbdd.disk_quota_mib << 20;
	uint64_t quota = memory ? suite->doors.memory_left
				: (disk_quota == 0 ? UINT64_MAX : disk_quota);
	uint64_t used = memory ? 0 : overlays_kept_size();

	for (size_t i = 0; i < suite->n_peers; i++) {
		if (attachments[i].state != ATTACHMENT_NONE &&
		    (attachments[i].cow == BW_CONF_COW_MEMORY) == memory) {
			used += attachments[i].room;
		}
	}
	return used < quota ? quota - used : 0;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void
exports_grow(struct peer *nbdd, const struct bw_msg *msg)
{
	static struct bw_log_limit limit;
	struct attachment *attachment = attachments_of(nbdd);
	struct bw_msg out = {.type = BW_MSG_OVERLAY_GROWN, .id = msg->id};
	uint64_t wanted = least(msg->u.overlay.room, attachment->quota);
	uint64_t more =
	    wanted > attachment->room ? wanted - attachment->room : 0;
	uint64_t granted = least(more, room_left(nbdd->suite, attachment->cow));

	if (granted < more) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "service=nbdd export=%s quota=reached reason=\"all "
		    "overlays "
		    "together hold what %s allows\"",
		    attachment->name,
		    attachment->cow == BW_CONF_COW_MEMORY ? "nbdd.memory_quota"
							  : "nbdd.disk_quota");
	}
	attachment->room += granted;
	out.u.overlay.room = attachment->room;
	(void)suite_send(nbdd, &out, -1); /* its end comes to us */
}

void
exports_used(struct peer *nbdd, const struct bw_msg *msg)
{
	attachments_of(nbdd)->said = msg->u.attachment;
	attachments_of(nbdd)->ended = msg->type == BW_MSG_EXPORT_DETACHED;
}

/* --- rows ------------------------------------------------------------------- */

static uint32_t
count_clients(const struct suite *suite, const char *name)
{
	uint32_t n = 0;

	for (size_t i = 0; i < suite->n_peers; i++) {
		n += attachments[i].state != ATTACHMENT_NONE &&
		     strcmp(attachments[i].name, name) == 0;
	}
	return n;
}

static void
fill_export(const struct suite *suite, const struct bw_conf_export *export,
    struct bw_ctl_export *out)
{
	*out = (struct bw_ctl_export){
	    .cow = (uint8_t) export->cow,
	    .shared = export->write_shared ? 1 : 0,
	    .clients = count_clients(suite, export->name),
	};
	bw_text_cut(out->name, sizeof(out->name), export->name);
	bw_text_cut(out->path, sizeof(out->path), export->path);
	bw_text_cut(
	    out->description, sizeof(out->description), export->description);
}

static void
fill_client(const struct suite *suite, size_t i, struct bw_ctl_export *out)
{
	const struct attachment *attachment = &attachments[i];

	out->peer = suite->peers[i].address;
	out->attached_ms = suite->loop.now_ms - attachment->begun_ms;
	out->size = attachment->said.size;
	out->bytes_read = attachment->said.bytes_read;
	out->bytes_written = attachment->said.bytes_written;
	out->overlay = attachment->said.overlay;
}

int
exports_row(const struct suite *suite, uint32_t *n, uint32_t *at,
    struct bw_ctl_export *out)
{
	const struct bw_conf_exports *exports = &suite->conf->nbdd.exports;
	bool first = *at == 0;

	if (*n >= exports->n) {
		return -ENOENT;
	}
	fill_export(suite, &exports->items[*n], out);
	while (*at < suite->n_peers) {
		const struct attachment *attachment = &attachments[(*at)++];

		if (attachment->state == ATTACHMENT_OPEN &&
		    strcmp(attachment->name, exports->items[*n].name) == 0) {
			fill_client(suite, *at - 1, out);
			return 0;
		}
	}
	*n += 1;
	*at = 0;
	if (first || out->clients == 0) {
		return 0; /* nobody uses it */
	}
	return exports_row(suite, n, at, out);
}

int
exports_overlay_row(
    const struct suite *suite, uint32_t *n, struct bw_ctl_overlay *out)
{
	const struct overlay_file *file;

	while ((file = overlays_nth(*n)) != NULL) {
		const struct bw_conf_export *export =
		    bw_conf_export_find(suite->conf, file->name.export);

		*n += 1;
		if (!file->is_there) {
			continue;
		}
		*out = (struct bw_ctl_overlay){
		    .bytes = file->bytes,
		    .used_s = file->used_s,
		    .in_use = file->in_use ? 1 : 0,
		    .stale = export == NULL ||
			     images_part_version(exports_image(suite, export),
				 export) != file->name.version,
		};
		bw_text_cut(
		    out->export, sizeof(out->export), file->name.export);
		bw_text_cut(
		    out->client, sizeof(out->client), file->name.client);
		return 0;
	}
	return -ENOENT;
}
