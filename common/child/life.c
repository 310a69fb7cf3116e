/* SPDX-License-Identifier: ISC */
/* What masters and workers have in common; see life.h. */
#include "child/life.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "child/probe.h"

/* The jail, each read_door, the state directory */
#define EVERYTHING     (BW_CONFINE_READ | BW_CONFINE_LIST | BW_CONFINE_WRITE)
#define LIFE_PATHS_MAX (BW_DOORS_MAX + 2)

size_t
bw_doors_name(
    struct bw_door *doors, int first_fd, int n_names, char *const names[])
{
	BW_ASSERT(n_names >= 0 && n_names <= BW_DOORS_MAX);
	for (int i = 0; i < n_names; i++) {
		int error = bw_text_copy(
		    doors[i].name, sizeof(doors[i].name), names[i]);

		BW_ASSERT(error == 0);
		doors[i].fd = first_fd + i;
	}
	return (size_t)n_names;
}

static struct bw_bundle queue;

void
bw_life_flush(void)
{
	if (bw_bundle_send(BW_CHAN_FD, &queue) != 0) {
		_exit(EXIT_FAILURE); /* the parent is gone, and so are we */
	}
}

void
bw_life_queue(const struct bw_msg *msg)
{
	int error = bw_bundle_add(&queue, msg);

	if (error == -EMSGSIZE) {
		bw_life_flush();
		error = bw_bundle_add(&queue, msg);
	}
	BW_ASSERT(error == 0);
}

void
bw_life_send(const struct bw_msg *msg, int fd)
{
	bw_life_flush();
	if (bw_chan_send(BW_CHAN_FD, msg, fd) != 0) {
		_exit(EXIT_FAILURE); /* the parent is gone, and so are we */
	}
}

void
bw_life_say(enum bw_msg_type type)
{
	struct bw_msg msg = {.type = type};

	bw_life_send(&msg, -1);
}

void
bw_life_log_sink(enum bw_log_level level, const char *line)
{
	struct bw_msg msg = {.type = BW_MSG_LOG_WRITTEN};

	msg.u.log.level = (uint8_t)level;
	bw_text_cut(msg.u.log.line, sizeof(msg.u.log.line), line);
	bw_life_send(&msg, -1);
}

void
bw_life_begin(const struct bw_child *child, bool master, uint32_t index,
    bw_life_configurer *configure, struct bw_conf *out)
{
	struct bw_msg msg = {.type = BW_MSG_HELLO};
	int fd = -1;

	msg.u.hello.role = (uint8_t)child->role;
	msg.u.hello.master = master ? 1 : 0;
	msg.u.hello.index = index;
	bw_life_send(&msg, -1);
	if (bw_chan_await(BW_CHAN_FD, &msg, &fd) != 0 ||
	    msg.type != BW_MSG_CONFIG || fd < 0) {
		_exit(EXIT_FAILURE); /* the parent is gone, or broken */
	}
	bw_log_init("", bw_life_log_sink); /* the parent knows who we are */
	configure(fd, child->role, out);
}

static bool
is_door(const struct bw_door *door, const char *name)
{
	return name != NULL && strcmp(door->name, name) == 0;
}

/* What may be reached by a path; returns how many. */
static size_t
paths_of(const struct bw_child *child, const struct bw_conf *conf,
    bool may_exec, const struct bw_door *doors, size_t n_doors,
    struct bw_confine_path *out)
{
	bool lists = child->lists != NULL && child->lists(conf);
	size_t n = 0;

	if (may_exec) {
		/* The jail holds the program and its libraries only. */
		out[n++] = (struct bw_confine_path){.fd = -1,
		    .path = "/",
		    .access = BW_CONFINE_READ | BW_CONFINE_EXECUTE};
	}
	for (size_t i = 0; i < n_doors; i++) {
		if (is_door(&doors[i], child->read_door)) {
			out[n++] = (struct bw_confine_path){.fd = doors[i].fd,
			    .access = BW_CONFINE_READ |
				      (lists ? BW_CONFINE_LIST : 0u)};
		} else if (is_door(&doors[i], child->write_door)) {
			out[n++] = (struct bw_confine_path){
			    .fd = doors[i].fd, .access = EVERYTHING};
		}
	}
	if (child->state_dir) {
		out[n++] = (struct bw_confine_path){
		    .fd = -1, .path = ".", .access = EVERYTHING};
	}
	return n;
}

void
bw_life_confine(struct bw_confine *walls, const struct bw_child *child,
    const struct bw_conf *conf, const struct bw_door *doors, size_t n_doors,
    int filter_fd)
{
	static struct bw_confine_path paths[LIFE_PATHS_MAX];
	const char *missing = NULL;
	int error;

	walls->paths = paths;
	walls->n_paths =
	    paths_of(child, conf, walls->may_exec, doors, n_doors, paths);
	walls->degraded = conf->bootward.degraded;
	/* Unfiltered probes: a master's filter would outlive exec. */
	walls->no_seccomp = BW_PROBE_UNFILTERED;
	error = bw_confine_apply_filter(walls, filter_fd, &missing);
	bw_confine_log(error, missing);
	if (error != 0) {
		_exit(EXIT_FAILURE);
	}
	(void)close(filter_fd); /* in force */
}
