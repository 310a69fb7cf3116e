/* SPDX-License-Identifier: ISC */
/* Plans; see plan.h. */
#include "plan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "conf/brief.h"
#include "conf/checking.h"
#include "conf/hooks.h"
#include "conf/roots.h"
#include "config.h"
#include "os/spawn.h"
#include "overlays.h"
#include "suite.h"

static int
seal(const void *bytes, size_t len, int *out)
{
	int fd = bw_spawn_memfd("configuration", bytes, len);

	if (fd < 0) {
		return fd;
	}
	*out = fd;
	return 0;
}

/* For workers of nbdd. */
static int
seal_brief(struct plan *plan)
{
	size_t size = bw_conf_brief_size(&plan->conf);
	uint8_t *buf = malloc(size);
	struct bw_writer writer;
	int error;

	if (buf == NULL) {
		return -ENOMEM;
	}
	bw_writer_init(&writer, buf, size);
	bw_conf_brief_build(&plan->conf, &writer);
	BW_ASSERT(bw_writer_end(&writer) == 0);
	error = seal(buf, writer.len, &plan->brief_fd);
	free(buf);
	return error;
}

int
plan_seal(struct plan *plan, const struct doors *doors)
{
	const struct bw_conf_exports *exports = &plan->conf.nbdd.exports;
	char *text;
	size_t len;
	int error = bw_conf_dump(&plan->conf, &text, &len);

	if (error != 0) {
		return error;
	}
	error = seal(text, len, &plan->config_fd);
	free(text);
	if (error == 0) {
		error = seal_brief(plan);
	}
	if (error != 0) {
		return error;
	}
	for (size_t i = 0; i < exports->n; i++) {
		plan->images[i] = images_find(
		    doors->images, doors->n_images, &exports->items[i]);
	}
	return 0;
}

void
plan_forget(struct plan *plan)
{
	bw_conf_fini(&plan->conf);
	if (plan->config_fd > 0) {
		(void)close(plan->config_fd); /* children have their own */
	}
	if (plan->brief_fd > 0) {
		(void)close(plan->brief_fd); /* the same */
	}
	plan->config_fd = plan->brief_fd = 0;
}

/* Services, and what they stand on, are started at the start only. */
static void
check_roles(struct bw_conf_checking *c, const struct bw_conf *running)
{
	for (int r = 0; r < BW_N_ROLES; r++) {
		enum bw_role role = (enum bw_role)r;
		bool is = suite_runs(running, role);
		bool wanted = suite_runs(c->conf, role);

		if (role == BW_ROLE_STORED && is != wanted) {
			bw_conf_check_complain(c,
			    "bootpd: takes a restart to %s giving addresses",
			    wanted ? "begin" : "end");
		} else if (role == BW_ROLE_FETCHD && is != wanted) {
			bw_conf_check_complain(c,
			    "fetchd: takes a restart to %s being needed",
			    wanted ? "begin" : "end");
		} else if (role == BW_ROLE_TLSD && is != wanted) {
			bw_conf_check_complain(c,
			    "tls: takes a restart to %s being served",
			    wanted ? "begin" : "end");
		} else if (is != wanted) {
			bw_conf_check_complain(c,
			    "%s: takes a restart to be %s", bw_role_str(role),
			    wanted ? "added" : "removed");
		}
	}
}

/* Workers number the doors of roots by their order. */
static void
check_roots(struct bw_conf_checking *c, const struct bw_conf *running,
    enum bw_service service, const char *name)
{
	struct bw_roots is, wanted;
	bool same;

	bw_roots_of(running, service, &is);
	bw_roots_of(c->conf, service, &wanted);
	same = is.n == wanted.n;
	for (size_t i = 0; same && i < is.n; i++) {
		same = strcmp(is.items[i].path, wanted.items[i].path) == 0;
	}
	if (!same) {
		bw_conf_check_complain(
		    c, "%s: takes a restart to serve other roots", name);
	}
}

/* fetchd numbers them by their order, and knows no other names. */
static void
check_hooks(struct bw_conf_checking *c, const struct bw_conf *running)
{
	struct bw_hooks is, wanted;
	bool same;

	bw_hooks_of(running, &is);
	bw_hooks_of(c->conf, &wanted);
	same = is.n == wanted.n;
	for (size_t i = 0; same && i < is.n; i++) {
		same = strcmp(is.items[i].text, wanted.items[i].text) == 0;
	}
	if (!same) {
		bw_conf_check_complain_at(c, "bootward", "notify",
		    "takes a restart to tell other web servers");
	}
}

static void
check_exports(struct bw_conf_checking *c, const struct doors *doors)
{
	const struct bw_conf_exports *exports = &c->conf->nbdd.exports;
	struct bw_confine_path path;
	bool has_overlays = overlays_path(&path) > 0;

	for (size_t i = 0; i < exports->n; i++) {
		const struct bw_conf_export *export = &exports->items[i];
		const struct image_door *image =
		    images_find(doors->images, doors->n_images, export);
		bool on_disk = export->cow == BW_CONF_COW_DISK ||
			       export->cow == BW_CONF_COW_KEEP;

		if (image != NULL && !images_holds(image, export)) {
			bw_conf_check_complain(c,
			    "export %s.size: with offset it reaches beyond the "
			    "image, which has %llu bytes",
			    export->name,
			    (unsigned long long)images_size(image));
		}
		if (image == NULL) {
			bw_conf_check_complain(c,
			    "export %s.path: takes a restart to open %.200s%s",
			    export->name, export->path,
			    export->write_shared  ? " for writing"
			    : export->copy_to_ram ? " into memory"
						  : "");
		}
		if (on_disk && !has_overlays) {
			bw_conf_check_complain(c,
			    "export %s.cow: takes a restart to have overlays "
			    "on the disk",
			    export->name);
		}
	}
}

/* All that stands in the way is told, not only the first. */
static int
check_follows(struct plan *plan, const struct plan *running,
    const struct doors *doors, bw_conf_complain *complain, void *arg)
{
	struct bw_conf_checking c = {
	    .conf = &plan->conf, .complain = complain, .arg = arg};

	if (bw_conf_check_fixed(&plan->conf, &running->conf, complain, arg) !=
	    0) {
		c.bad = true;
	}
	check_roles(&c, &running->conf);
	check_roots(&c, &running->conf, BW_SERVICE_TFTPD, "tftpd");
	check_roots(&c, &running->conf, BW_SERVICE_HTTPD, "httpd");
	check_hooks(&c, &running->conf);
	check_exports(&c, doors);
	return c.bad ? -EBADMSG : 0;
}

int
plan_follow(struct plan *out, const struct plan *running,
    const struct options *options, const struct doors *doors,
    bw_conf_complain *complain, void *arg)
{
	int error = config_load(options, &out->conf, complain, arg);

	out->world = running->world;
	out->conf.tftpd.link_mtu = running->conf.tftpd.link_mtu;
	if (error == 0 && world_apply(&out->conf, &out->world) != 0) {
		complain(arg, "bootpd: not with the interfaces there are; the "
			      "log names them");
		error = -ENODEV;
	}
	if (error == 0) {
		error = check_follows(out, running, doors, complain, arg);
	}
	if (error == 0) {
		error = plan_seal(out, doors);
		if (error != 0) {
			complain(arg, strerror(-error));
		}
	}
	if (error != 0) {
		plan_forget(out);
	}
	return error;
}
