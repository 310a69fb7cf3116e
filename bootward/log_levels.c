/* SPDX-License-Identifier: ISC */
/* Levels of the log, by service; see log_levels.h. */
#include "log_levels.h"

#include <limits.h>

#include "ipc/levels.h"
#include "os/log.h"

static enum bw_log_level levels[BW_N_ROLES];

static void
tell(struct peer *peer)
{
	struct bw_msg msg = {.type = BW_MSG_LOG_LEVEL};

	msg.u.log_level.level = (uint8_t)levels[peer->who.role];
	(void)suite_send(peer, &msg, -1); /* its end comes to us */
}

static void
tell_all(struct suite *suite, unsigned services)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state >= PEER_CONFIGURED &&
		    (services & 1u << peer->who.role) != 0) {
			tell(peer);
		}
	}
}

void
log_levels_follow(struct suite *suite)
{
	for (int role = 0; role < BW_N_ROLES; role++) {
		levels[role] =
		    bw_conf_log_level(&suite->conf->logger, (enum bw_role)role);
	}
	bw_log_set_level(levels[BW_ROLE_PARENT]);
	tell_all(suite, UINT_MAX);
}

void
log_levels_set(struct suite *suite, unsigned services, enum bw_log_level level)
{
	for (int role = 0; role < BW_N_ROLES; role++) {
		if ((services & 1u << role) != 0) {
			levels[role] = level;
			bw_log(BW_LOG_LEVEL_INFO,
			    "log-level service=%s level=%s",
			    bw_role_str((enum bw_role)role),
			    bw_level_str(level));
		}
	}
	bw_log_set_level(levels[BW_ROLE_PARENT]);
	tell_all(suite, services);
}

void
log_levels_tell(struct peer *peer)
{
	if (levels[peer->who.role] !=
	    bw_conf_log_level(&peer->suite->conf->logger, peer->who.role)) {
		tell(peer);
	}
}

bool
log_levels_show(enum bw_role role, enum bw_log_level level)
{
	return level != BW_LOG_LEVEL_NONE && level <= levels[role];
}
