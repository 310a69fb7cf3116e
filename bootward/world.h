/* SPDX-License-Identifier: ISC */
/*
 * What the parent must find out about the host before anything is confined:
 * interfaces, name servers, addresses of names.  What children need to know of
 * it goes into the configuration.
 */
#ifndef BOOTWARD_WORLD_H
#define BOOTWARD_WORLD_H

#include "conf/conf.h"
#include "os/sock.h"

#define WORLD_INTERFACES_MAX 256

struct world {
	/* those bootpd serves */
	struct bw_interface serving[WORLD_INTERFACES_MAX];
	size_t n_serving;
};

/*
 * Learn what conf needs.
 *
 *   conf     dns, the pool of --root and http's addresses are filled in
 *   returns  0, or a negative errno having logged why, with the candidates
 */
int world_learn(struct bw_conf *conf, struct world *out);

#endif
