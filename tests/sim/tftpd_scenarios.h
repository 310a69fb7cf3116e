/* SPDX-License-Identifier: ISC */
/* Clients and networks that tftpd_sim.c tries transfers over. */
#ifndef BW_TESTS_TFTPD_SCENARIOS_H
#define BW_TESTS_TFTPD_SCENARIOS_H

#include <stdint.h>
#include <stddef.h>

#define MS 1000 /* the clock counts microseconds */

struct scenario {
	const char *name;
	const char *mode;
	const char *options[8]; /* names and values in turn */
	uint64_t size;
	unsigned delay_us;          /* each way */
	unsigned loss, twice, late; /* of 1000 packets, each way */
	unsigned late_us;           /* at most, on top; later ones overtake */
	unsigned client_us;         /* the client's own timer */
	unsigned seeds;
	double overhead; /* DATA packets sent for each that was needed */
};

#define LOCKSTEP                                                               \
	{                                                                      \
		NULL                                                           \
	}

static const struct scenario scenarios[] = {
    {"a quiet wire", "octet", LOCKSTEP, 100000, 100, 0, 0, 0, 0, 1000 * MS, 5,
	1.0},
    {"iPXE", "octet", {"blksize", "1432", "tsize", "0"}, 42430, 200, 10, 5, 5,
	3000, 250 * MS, 1000, 1.3},
    {"PXELINUX, which repeats its ACK after 55 ms", "octet",
	{"tsize", "0", "blksize", "1408"}, 300000, 300, 20, 10, 5, 3000,
	55 * MS, 100, 1.3},
    {"UEFI in windows of 4", "octet", {"blksize", "1468", "windowsize", "4"},
	300000, 300, 10, 5, 5, 3000, 1000 * MS, 100, 1.3},
    {"windows of 64", "octet", {"blksize", "512", "windowsize", "64"}, 500000,
	300, 5, 2, 2, 2000, 1000 * MS, 100, 2.5},
    {"windows of 64, much reordered", "octet",
	{"blksize", "512", "windowsize", "64"}, 200000, 500, 0, 0, 20, 1000,
	1000 * MS, 20, 8.0},
    {"lockstep, everything twice", "octet", LOCKSTEP, 50000, 2 * MS, 0, 1000, 0,
	0, 1000 * MS, 20, 1.0},
    {"windows, everything twice", "octet",
	{"blksize", "512", "windowsize", "8"}, 100000, 2 * MS, 0, 1000, 0, 0,
	1000 * MS, 20, 4.0},
    {"lockstep, late beyond our timer", "octet", {"timeout", "1"}, 20000,
	5 * MS, 5, 5, 200, 190 * MS, 3000 * MS, 50, 2.0},
    {"a far away client", "octet", {"blksize", "1400", "windowsize", "16"},
	300000, 300 * MS, 5, 2, 5, 50 * MS, 2000 * MS, 50, 1.8},
    {"heavy loss", "octet", {"blksize", "1400", "windowsize", "8"}, 60000,
	2 * MS, 200, 50, 50, 5 * MS, 500 * MS, 100, 7.0},
    {"past block 65535, lockstep", "octet", {"blksize", "8"}, 530000, 50, 1, 1,
	0, 0, 500 * MS, 2, 1.1},
    {"past block 65535 twice, windows", "octet",
	{"blksize", "8", "windowsize", "64"}, 1200003, 50, 1, 1, 1, 500,
	500 * MS, 3, 1.5},
    {"netascii", "netascii", LOCKSTEP, 60000, 200, 20, 10, 10, 2 * MS, 200 * MS,
	50, 1.3},
    {"netascii in windows of odd blocks", "netascii",
	{"blksize", "13", "windowsize", "7", "tsize", "0"}, 30000, 200, 10, 10,
	10, 2 * MS, 200 * MS, 50, 2.0},
    {"netascii past block 65535", "netascii",
	{"blksize", "8", "windowsize", "64"}, 500000, 50, 1, 1, 1, 500,
	500 * MS, 2, 1.5},
    {"nothing at all", "octet", {"tsize", "0"}, 0, 1 * MS, 50, 50, 50, 5 * MS,
	200 * MS, 500, 3.0},
    {"whole blocks only", "octet", {"blksize", "512"}, 51200, 200, 20, 10, 5,
	3 * MS, 200 * MS, 500, 1.3},
    {"one percent lost, two milliseconds away", "octet",
	{"blksize", "1468", "windowsize", "16"}, 100000, 2 * MS, 10, 0, 0, 0,
	1000 * MS, 500, 2.0},
    {"a quick timer", "octet", {"blksize", "1024", "utimeout", "120000"}, 50000,
	1 * MS, 50, 10, 10, 3 * MS, 1000 * MS, 300, 1.5},
    {"past block 65535 to 1, lockstep", "octet",
	{"blksize", "8", "rollover", "1"}, 530000, 50, 1, 1, 0, 0, 500 * MS, 2,
	1.1},
    {"past block 65535 to 1 twice, windows", "octet",
	{"blksize", "8", "windowsize", "64", "rollover", "1"}, 1200003, 50, 1,
	1, 1, 500, 500 * MS, 3, 1.5},
    {"past block 65535 to 0, as tftp-hpa says it", "octet",
	{"blksize", "8", "windowsize", "16", "rollover", "0"}, 600000, 50, 1, 1,
	1, 500, 500 * MS, 2, 1.5},
};

#endif
