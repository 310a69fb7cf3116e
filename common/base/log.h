/* SPDX-License-Identifier: ISC */
/*
 * The levels of the log, wherever it goes.
 *   err      the operator must act
 *   warning  a peer or file misbehaved
 *   info     one per lease, transfer, request, export
 *   debug    everything else
 */
#ifndef BW_BASE_LOG_H
#define BW_BASE_LOG_H

enum bw_log_level {
	BW_LOG_LEVEL_NONE,
	BW_LOG_LEVEL_ERR,
	BW_LOG_LEVEL_WARNING,
	BW_LOG_LEVEL_INFO,
	BW_LOG_LEVEL_DEBUG,
};

#endif
