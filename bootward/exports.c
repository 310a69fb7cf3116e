/* SPDX-License-Identifier: ISC */
/* Who uses which export; see exports.h. */
#include "exports.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attachments.h"
#include "base/text.h"
#include "broker.h"
#include "clients.h"
#include "os/log.h"

/* --- answers ---------------------------------------------------------------- */

/* The operator and the boot timeline hear of it as well as the client. */
static void
refuse(
    struct peer *nbdd, const struct bw_msg *msg, int error, const char *reason)
{
	struct bw_msg out = {.type = BW_MSG_EXPORT_REFUSED, .id = msg->id};
	struct bw_msg event = {.type = BW_MSG_EXPORT_DETACHED};
	struct bw_msg_attachment *m = &event.u.attachment;

	out.u.refused.error = error;
	bw_text_cut(out.u.refused.reason, sizeof(out.u.refused.reason), reason);
	m->peer = nbdd->address;
	bw_text_cut(m->name, sizeof(m->name), msg->u.export_open.name);
	(void)snprintf(m->reason, sizeof(m->reason), "refused: %s", reason);
	broker_report(nbdd, &event);
	(void)suite_send(nbdd, &out, -1); /* its end comes to us */
}

const struct image_door *
exports_image(const struct suite *suite, const struct bw_conf_export *export)
{
	const struct plan *plan = &suite->plans[suite->crew];

	return plan->images[export - plan->conf.nbdd.exports.items];
}

/* --- overlays --------------------------------------------------------------- */

/* Who this is, for what is kept; false: it cannot be told. */
static bool
client_name(const struct peer *nbdd, char out[BW_ADDR_STR_MAX])
{
	const struct bw_conf *conf = nbdd->suite->conf;
	const uint8_t *mac = clients_mac(conf, bw_addr_to_ipv4(&nbdd->address));

	if (mac != NULL) {
		(void)bw_mac_str(mac, out);
		return true;
	}
	if (bw_conf_has_leases(conf)) {
		return false; /* addresses change hands here */
	}
	(void)bw_addr_ip_str(&nbdd->address, out);
	return true;
}

static int
keep_open(struct peer *nbdd, const struct bw_conf_export *export,
    struct attachment *attachment)
{
	static struct bw_log_limit limit;
	struct overlay_name name = {
	    .version = images_part_version(
		exports_image(nbdd->suite, export), export)};
	bool stale;
	int fd;

	bw_text_cut(name.export, sizeof(name.export), export->name);
	bw_text_cut(name.client, sizeof(name.client), attachment->client);
	fd = overlays_keep(&name, &attachment->file, &stale);
	if (fd < 0) {
		return fd;
	}
	attachment->room = attachment->file->bytes;
	if (stale && attachment->file->bytes == 0) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "service=nbdd export=%s client=%s overlay=stale "
		    "reason=\"the image has changed since: the client begins "
		    "anew, and bootwardctl drop-overlay removes the old one\"",
		    export->name, attachment->client);
	}
	return fd;
}

/* What the client's writes go to, ahead of the image; 0 or negative errno. */
static int
overlay_send(struct peer *nbdd, const struct bw_conf_export *export,
    struct attachment *attachment)
{
	struct bw_msg msg = {.type = BW_MSG_EXPORT_OVERLAY};
	int fd = -1, error;

	switch (export->cow) {
	case BW_CONF_COW_NONE:
	case BW_CONF_COW_MEMORY: /* the worker has its own */
		return 0;
	case BW_CONF_COW_DISK:
		fd = overlays_temporary();
		break;
	case BW_CONF_COW_KEEP:
		fd = keep_open(nbdd, export, attachment);
		break;
	}
	if (fd < 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=nbdd export=%s overlay=failed error=\"%s\"",
		    export->name, strerror(-fd));
		return fd;
	}
	error = suite_send(nbdd, &msg, fd);
	(void)close(fd); /* the worker has it */
	return error;
}

/* --- one after the other ---------------------------------------------------- */

/* The other worker that has this client's overlay of this export. */
static struct peer *
find_keeper(const struct peer *nbdd, const struct attachment *wanted)
{
	struct suite *suite = nbdd->suite;

	for (size_t i = 0; i < suite->n_peers; i++) {
		const struct attachment *other = attachments_at(i);

		if (&suite->peers[i] != nbdd &&
		    other->state == ATTACHMENT_OPEN && other->file != NULL &&
		    strcmp(other->name, wanted->name) == 0 &&
		    strcmp(other->client, wanted->client) == 0) {
			return &suite->peers[i];
		}
	}
	return NULL;
}

static void
release(struct attachment *attachment)
{
	if (attachment->file != NULL) {
		overlays_release(attachment->file);
	}
	*attachment = (struct attachment){.state = ATTACHMENT_NONE};
}

static void
hand_over(struct peer *nbdd, const struct bw_conf_export *export,
    const struct bw_msg *question)
{
	struct attachment *attachment = attachments_of(nbdd);
	struct bw_msg msg = {.type = BW_MSG_EXPORT_OPENED, .id = question->id};
	int error = overlay_send(nbdd, export, attachment);

	if (error == 0) {
		attachment->state = ATTACHMENT_OPEN;
		(void)suite_send(
		    nbdd, &msg, exports_image(nbdd->suite, export)->fd);
		return;
	}
	release(attachment);
	if (error != -EPIPE) {
		refuse(nbdd, question, error, "no overlay can be had");
	}
}

/*
 * The same client is back: its old connection, of which it knows nothing any
 * more, makes way.  What it wrote is in its overlay.
 */
static void
claim(struct peer *nbdd, const struct bw_conf_export *export,
    const struct bw_msg *msg)
{
	struct attachment *attachment = attachments_of(nbdd);
	struct peer *keeper = attachment->client[0] == '\0'
				  ? NULL
				  : find_keeper(nbdd, attachment);

	if (keeper == NULL) {
		hand_over(nbdd, export, msg);
		return;
	}
	attachment->state = ATTACHMENT_WAITING;
	attachment->id = msg->id;
	suite_replace(keeper, "its client has come back");
}

static void
claim_again(struct peer *nbdd)
{
	struct attachment *attachment = attachments_of(nbdd);
	const struct bw_conf_export *export =
	    bw_conf_export_find(nbdd->suite->conf, attachment->name);
	struct bw_msg msg = {.type = BW_MSG_EXPORT_OPEN, .id = attachment->id};

	bw_text_cut(msg.u.export_open.name, sizeof(msg.u.export_open.name),
	    attachment->name);
	if (export == NULL) {
		release(attachment);
		refuse(nbdd, &msg, -ENOENT, "no such export");
	} else {
		claim(nbdd, export, &msg);
	}
}

/* One that was ended had no last words. */
static void
report_end(struct peer *peer, const struct attachment *attachment)
{
	struct bw_msg event = {.type = BW_MSG_EXPORT_DETACHED};
	struct bw_msg_attachment *m = &event.u.attachment;

	if (attachment->state != ATTACHMENT_OPEN || attachment->ended) {
		return;
	}
	*m = attachment->said;
	m->peer = peer->address;
	m->ms = (uint32_t)(peer->suite->loop.now_ms - attachment->begun_ms);
	bw_text_cut(m->name, sizeof(m->name), attachment->name);
	bw_text_cut(m->reason, sizeof(m->reason), "its worker was ended");
	broker_report(peer, &event);
}

void
exports_ended(struct peer *peer)
{
	struct suite *suite = peer->suite;
	bool kept = attachments_of(peer)->file != NULL;

	report_end(peer, attachments_of(peer));

	release(attachments_of(peer));
	for (size_t i = 0; kept && i < suite->n_peers; i++) {
		if (attachments_at(i)->state == ATTACHMENT_WAITING) {
			claim_again(&suite->peers[i]);
		}
	}
}

/* --- who may ---------------------------------------------------------------- */

/* Why not; NULL: it may. */
static const char *
judge(const struct peer *nbdd, const struct bw_conf_export *export)
{
	const struct bw_conf *conf = nbdd->suite->conf;
	uint32_t address = bw_addr_to_ipv4(&nbdd->address);

	if (bw_conf_export_wants_lease(conf, export) &&
	    !clients_have(address)) {
		return "its address holds no lease here";
	}
	if (!bw_conf_allows(
		&export->allow, &nbdd->address, clients_mac(conf, address))) {
		return "allow does not name it";
	}
	return NULL;
}

/* A place among the export's; the client's own oldest one makes way. */
static bool
has_place(const struct peer *nbdd, const struct bw_conf_export *export)
{
	struct suite *suite = nbdd->suite;
	struct peer *oldest = NULL;
	uint32_t n = 0;

	for (size_t i = 0; i < suite->n_peers; i++) {
		const struct attachment *other = attachments_at(i);
		struct peer *peer = &suite->peers[i];

		if (other->state == ATTACHMENT_NONE || peer == nbdd ||
		    strcmp(other->name, export->name) != 0) {
			continue;
		}
		n++;
		if (bw_addr_same_ip(&peer->address, &nbdd->address) &&
		    (oldest == NULL || peer->begun_ms < oldest->begun_ms)) {
			oldest = peer;
		}
	}
	if (export->max_connections == 0 || n < export->max_connections) {
		return true;
	}
	if (oldest != NULL) {
		suite_replace(oldest, "its client has come back");
	}
	return oldest != NULL;
}

void
exports_open(struct peer *nbdd, const struct bw_msg *msg)
{
	const char *name = msg->u.export_open.name;
	const struct bw_conf_export *export =
	    bw_conf_export_find(nbdd->suite->conf, name);
	struct attachment *attachment = attachments_of(nbdd);
	struct bw_msg out = {.type = BW_MSG_EXPORT_OPENED, .id = msg->id};
	const char *why = export == NULL ? NULL : judge(nbdd, export);

	release(attachment); /* it could not use what it was given */
	if (export == NULL) {
		refuse(nbdd, msg, -ENOENT, "no such export");
	} else if (why != NULL) {
		refuse(nbdd, msg, -EACCES, why);
	} else if (msg->u.export_open.attach == 0) {
		(void)suite_send(
		    nbdd, &out, exports_image(nbdd->suite, export)->fd);
	} else if (!has_place(nbdd, export)) {
		refuse(nbdd, msg, -EACCES, "max_connections of the export");
	} else if (export->cow == BW_CONF_COW_KEEP &&
		   !client_name(nbdd, attachment->client)) {
		refuse(nbdd, msg, -EACCES,
		    "cow = keep is for machines that hold a lease here");
	} else {
		bw_text_cut(attachment->name, sizeof(attachment->name), name);
		attachment->cow = export->cow;
		attachment->quota = (uint64_t) export->cow_quota_mib << 20;
		attachment->begun_ms = nbdd->suite->loop.now_ms;
		claim(nbdd, export, msg);
	}
}
