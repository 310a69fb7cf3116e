/* SPDX-License-Identifier: ISC */
/*
 * How long a boot file is, for DHCP.  A size that is wrong is worse than
 * none: what is remote, or depends on who asks, has none.
 */
#include <unistd.h>

#include "base/text.h"
#include "conf/template.h"
#include "name.h"
#include "service.h"

static bool
measure(struct service *service, const char *name, uint64_t *out)
{
	const struct bw_conf_tftpd *conf = service->conf;
	struct bw_filter_target target;
	struct bw_docroot_file file;
	struct bw_tree_place place;
	char plain[TFTP_NAME_MAX];
	bool cut;

	if (tftp_name_normalise(name, plain, sizeof(plain), &cut) != 0 ||
	    bw_filter_apply(&conf->filters, conf->filter_brackets, plain, NULL,
		&target) != 0 ||
	    target.kind != BW_FILTER_KIND_NAME ||
	    bw_template_is(&conf->templates, target.text) ||
	    bw_tree_find(&service->tree, target.text, &place) != 0 ||
	    place.remote || bw_tree_open(&service->tree, &place, &file) != 0) {
		return false;
	}
	(void)close(file.fd); /* read only */
	*out = file.size;
	return true;
}

void
service_measure(struct service *service, const char *name)
{
	struct bw_msg msg = {.type = BW_MSG_FILE_MEASURED};
	struct bw_msg_file_measured *measured = &msg.u.measured;

	bw_text_cut(measured->name, sizeof(measured->name), name);
	measured->known = measure(service, name, &measured->size) ? 1 : 0;
	bw_worker_queue(service->worker, &msg);
}
